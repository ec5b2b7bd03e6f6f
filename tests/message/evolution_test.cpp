#include "message/frames.hpp"

namespace troupe::tests {
namespace {

struct first_version {
  std::int32_t id = 0;
  std::string name;
};

/// Fields appended: into a hole, behind the data, behind the pointers.
struct later_version {
  std::int32_t id = 0;
  std::string name;
  bool urgent = true; // what an older writer did not know is false all the same
  std::int64_t weight = 5;
  std::vector<std::string> tags = {"default"};
  std::optional<double> limit = 1.5;
  std::array<int, 2> pair{};
  bool operator==(const later_version&) const = default;
};

TEST(Evolution, fields_that_the_writer_did_not_know_are_zero_and_empty) {
  decoded<later_version> read(encoded(first_version{7, "Sam"}));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (later_version{7, "Sam", false, 0, {}, std::nullopt, {}}));
}

TEST(Evolution, fields_that_the_reader_does_not_know_are_passed_over) {
  decoded<first_version> read(encoded(later_version{7, "Sam", true, 9, {"a", "b"}, 2.5, {1, 2}}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, 7);
  EXPECT_EQ(read->name, "Sam");
}

TEST(Evolution, structs_in_lists_grow_too) {
  decoded<std::vector<later_version>> newer(encoded(std::vector<first_version>{{1, "a"}, {2, "b"}}));
  ASSERT_TRUE(newer);
  ASSERT_EQ(newer->size(), 2U);
  EXPECT_EQ((*newer)[1], (later_version{2, "b", false, 0, {}, std::nullopt, {}}));
  decoded<std::vector<first_version>> older(encoded(std::vector<later_version>{{1, "a"}, {2, "b"}}));
  ASSERT_TRUE(older);
  EXPECT_EQ((*older)[1].name, "b");
}

struct one_number {
  std::int32_t number = 0;
};
struct number_and_text {
  std::int32_t number = 0;
  std::string text;
};
struct one_text {
  std::string text;
};

TEST(Evolution, a_list_of_numbers_may_become_a_list_of_structs_and_back) {
  decoded<std::vector<number_and_text>> structs(encoded(std::vector<std::int32_t>{1, -2, 3}));
  ASSERT_TRUE(structs);
  EXPECT_EQ((*structs)[1].number, -2);
  EXPECT_EQ((*structs)[1].text, "");
  decoded<std::vector<std::int32_t>> numbers(encoded(std::vector<number_and_text>{{1, "a"}, {-2, "b"}}));
  ASSERT_TRUE(numbers);
  EXPECT_EQ(*numbers, (std::vector<std::int32_t>{1, -2}));
}

TEST(Evolution, a_list_of_texts_may_become_a_list_of_structs_and_back) {
  decoded<std::vector<one_text>> structs(encoded(std::vector<std::string>{"a", "b"}));
  ASSERT_TRUE(structs);
  EXPECT_EQ((*structs)[1].text, "b");
  decoded<std::vector<std::string>> texts(encoded(std::vector<one_text>{{"a"}, {"b"}}));
  ASSERT_TRUE(texts);
  EXPECT_EQ(*texts, (std::vector<std::string>{"a", "b"}));
}

TEST(Evolution, a_struct_may_begin_empty) {
  struct empty {};
  decoded<later_version> read(encoded(empty{}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, 0);
  decoded<std::vector<one_number>> list(encoded(std::vector<empty>(3)));
  ASSERT_TRUE(list);
  EXPECT_EQ(list->size(), 3U);
}

TEST(Evolution, another_kind_of_field_is_malformed) {
  EXPECT_FALSE(decoded<one_text>(encoded(std::vector<double>{1})));
  struct holds_struct {
    first_version inner;
  };
  EXPECT_FALSE(decoded<holds_struct>(encoded(one_text{"x"})));
  EXPECT_FALSE(decoded<std::vector<std::int64_t>>(encoded(std::vector<std::int32_t>{1})));
  EXPECT_FALSE(decoded<std::vector<int>>(encoded(std::vector<bool>{true})));
}

TEST(Evolution, an_alternative_that_only_a_newer_writer_knows_is_malformed) {
  EXPECT_FALSE((decoded<std::variant<int, std::string>>(encoded(std::variant<int, std::string, double>(2.5)))));
}

} // namespace
} // namespace troupe::tests

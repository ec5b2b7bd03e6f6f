#include "message/frames.hpp"
#include "message/samples.hpp"

#include <limits>

namespace troupe::tests {
namespace {

using namespace shapes;

TEST(RoundTrip, scalars_alone_come_back) {
  expect_round_trip(5);
  expect_round_trip(-1L);
  expect_round_trip(true);
  expect_round_trip('x');
  expect_round_trip(std::numeric_limits<std::uint64_t>::max());
  expect_round_trip(std::numeric_limits<double>::lowest());
  expect_round_trip(1.0L / 3);
  expect_round_trip(colour::blue);
  expect_round_trip(two);
  expect_round_trip(std::byte{7});
}

TEST(RoundTrip, texts_and_paths_come_back_with_every_byte) {
  expect_round_trip(std::string());
  expect_round_trip(std::string("1234567"));
  expect_round_trip(std::string("12345678"));
  expect_round_trip(std::string("a\0b\xff", 4));
  expect_round_trip(std::string(100'000, 'x'));
  expect_round_trip(std::filesystem::path("/tmp/x"));
}

TEST(RoundTrip, every_kind_of_field_comes_back) {
  expect_round_trip(some_record());
  expect_round_trip(nothing{});
  expect_round_trip(some_holes());
  expect_round_trip(some_numbers());
  expect_round_trip(some_containers());
  expect_round_trip(some_choices());
  expect_round_trip(some_moments());
  expect_round_trip(some_invoice());
}

TEST(RoundTrip, defaults_come_back) {
  expect_round_trip(record{});
  expect_round_trip(holes{});
  expect_round_trip(numbers{});
  expect_round_trip(containers{});
  expect_round_trip(choices{});
  expect_round_trip(moments{});
}

TEST(RoundTrip, containers_alone_come_back) {
  expect_round_trip(std::vector<double>(1000, 1.5));
  expect_round_trip(std::vector<bool>(129, true));
  expect_round_trip(std::map<std::string, std::vector<record>>{{"k", {some_record(), record{}}}});
  expect_round_trip(std::array<std::array<int, 2>, 2>{{{1, 2}, {3, 4}}});
  expect_round_trip(std::array<int, 1>{5});
  expect_round_trip(std::pair(1, std::string("x")));
  expect_round_trip(std::tuple<>());
  expect_round_trip(std::optional<int>());
  expect_round_trip(std::optional<int>(0));
  expect_round_trip(std::variant<int>(3));
}

TEST(RoundTrip, each_alternative_of_a_variant_comes_back) {
  using either =
    std::variant<bool, std::int8_t, double, std::string, record, std::monostate, std::uint16_t, std::vector<int>>;
  for (const either& value : {either(true), either(std::int8_t{-5}), either(2.5), either("text"), either(some_record()),
                              either(std::monostate()), either(std::uint16_t{9}), either(std::vector<int>{1, 2})})
    expect_round_trip(value);
}

TEST(RoundTrip, an_optional_that_holds_an_empty_optional_stays_so) {
  using twice = std::optional<std::optional<std::string>>;
  expect_round_trip(twice());
  expect_round_trip(twice(std::optional<std::string>()));
  expect_round_trip(twice(std::optional<std::string>("")));
}

TEST(RoundTrip, a_variant_whose_first_alternative_is_chosen_stays_so) {
  expect_round_trip(std::vector<std::variant<std::string, int>>{"", 0, "x"});
}

TEST(RoundTrip, recursive_types_come_back) {
  decoded<node> tree(encoded(some_tree(5)));
  ASSERT_TRUE(tree);
  EXPECT_EQ(text(*tree), text(some_tree(5)));
  decoded<chain> list(encoded(some_chain(20)));
  ASSERT_TRUE(list);
  EXPECT_EQ(text(*list), text(some_chain(20)));
}

TEST(RoundTrip, a_value_that_its_class_refuses_is_a_decode_error) {
  words frame = encoded(money(5));
  EXPECT_EQ(decoded<money>(frame)->cents(), 5);
  frame[1] = static_cast<wire::word>(-5);
  EXPECT_FALSE(decoded<money>(frame));
}

TEST(RoundTrip, move_only_values_travel) {
  decoded<std::unique_ptr<record>> full(encoded(std::make_unique<record>(some_record())));
  ASSERT_TRUE(full);
  EXPECT_EQ(**full, some_record());
  decoded<std::unique_ptr<record>> empty(encoded(std::unique_ptr<record>()));
  ASSERT_TRUE(empty);
  EXPECT_EQ(*empty, nullptr);
}

TEST(RoundTrip, a_type_local_to_a_function_travels) {
  struct local {
    int number;
    std::string name;
    bool operator==(const local&) const = default;
  };
  expect_round_trip(local{1, "x"});
}

} // namespace
} // namespace troupe::tests

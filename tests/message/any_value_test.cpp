#include "troupe/any_value.hpp"

#include <gmock/gmock.h>

#include "message/frames.hpp"
#include "troupe/error.hpp"

namespace troupe::tests {
namespace {

struct point {
  int x = 0;
  double y = 0;
  friend bool operator==(const point&, const point&) = default;
};
struct parcel {
  std::string to;
  any_value content;
  int weight = 0;
};

TEST(AnyValue, tells_its_type_and_gives_its_value) {
  const any_value x{7};
  EXPECT_TRUE(x.is<int>());
  EXPECT_FALSE(x.is<long>());
  EXPECT_EQ(x.as<int>(), 7);
  EXPECT_FALSE(any_value{}.has_value());
}

TEST(AnyValue, takes_literals_as_strings) { EXPECT_EQ(any_value{"seven"}.as<std::string>(), "seven"); }

TEST(AnyValue, names_both_types_when_asked_for_another) {
  try {
    static_cast<void>(any_value{point{1, 2}}.as<std::string>());
    FAIL() << "it gave a string";
  } catch (const type_mismatch& why) {
    EXPECT_THAT(why.what(), testing::AllOf(testing::HasSubstr("point"), testing::HasSubstr("std::string")));
  }
  EXPECT_THROW(static_cast<void>(any_value{}.as<int>()), type_mismatch);
}

TEST(AnyValue, travels_with_values_of_every_kind) {
  for (const any_value& sent : {any_value{point{3, 4.5}}, any_value{std::string(1000, 'x')},
                                any_value{std::vector<point>(20)}, any_value{true}}) {
    decoded<any_value> back(encoded(sent));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->type(), sent.type());
    EXPECT_EQ(text(*back), text(sent));
  }
}

TEST(AnyValue, travels_empty) {
  decoded<any_value> back(encoded(any_value{}));
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->has_value());
}

TEST(AnyValue, is_a_field_among_others_and_an_element_of_a_list) {
  decoded<parcel> one(encoded(parcel{"Sam", any_value{point{1, 2}}, 5}));
  ASSERT_TRUE(one);
  EXPECT_EQ(one->content.as<point>(), (point{1, 2}));
  EXPECT_EQ(one->weight, 5);
  decoded<std::vector<any_value>> all(encoded(std::vector<any_value>{any_value{1}, any_value{}, any_value{"three"}}));
  ASSERT_TRUE(all);
  EXPECT_EQ((*all)[0].as<int>(), 1);
  EXPECT_FALSE((*all)[1].has_value());
  EXPECT_EQ((*all)[2].as<std::string>(), "three");
}

TEST(AnyValue, holds_another) {
  decoded<any_value> back(encoded(any_value{parcel{"Sam", any_value{any_value{7}.clone()}, 1}}));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->as<parcel>().content.as<int>(), 7);
}

TEST(AnyValue, can_be_sent_without_a_copy) {
  const std::string here = "here";
  EXPECT_EQ(any_value::of(here).data(), &here);
  decoded<any_value> back(encoded(any_value::of(here)));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->as<std::string>(), here);
}

TEST(AnyValue, is_changed_alone_after_clone) {
  const any_value one{std::vector<int>{1}};
  const any_value other = one.clone();
  other.as<std::vector<int>>().push_back(2);
  EXPECT_EQ(one.as<std::vector<int>>().size(), 1U);
  EXPECT_EQ(other.as<std::vector<int>>().size(), 2U);
}

TEST(AnyValue, of_an_unknown_type_or_another_layout_is_malformed) {
  const words right = encoded(any_value{point{3, 4}});
  for (const std::size_t at : {std::size_t{1}, std::size_t{2}}) {
    words wrong = right;
    wrong[at] += 1;
    EXPECT_FALSE(decoded<any_value>(wrong));
  }
  words missing = right;
  missing[3] = 0;
  EXPECT_TRUE(decoded<any_value>(missing)) << "an older version of a type may have no fields";
}

TEST(AnyValue, that_leads_to_itself_is_malformed) {
  words loop = encoded(parcel{"x", any_value{parcel{"y", any_value{7}, 0}}, 0});
  const auto content = std::ranges::find(loop, any_value{parcel{}}.type()->id);
  ASSERT_NE(content, loop.end());
  const auto at = static_cast<wire::word>(content - loop.begin()) + 2;
  loop[at] = loop[0] - (at << 2); // the parcel around it
  EXPECT_FALSE(decoded<parcel>(loop));
}

// A list of many that all point to one large value would be read again and again.
TEST(AnyValue, many_that_share_one_value_are_malformed) {
  constexpr std::size_t count = 2000;
  std::vector<any_value> all(count, any_value{point{}});
  all[0] = any_value{std::string(1 << 18, 'x')};
  words shared = encoded(all);
  const std::size_t first = 2; // behind the payload's pointer, the list's, and its tag
  std::size_t list = 0;
  while (shared[list] != any_value{std::string{}}.type()->id)
    ++list;
  ASSERT_GE(list, first);
  for (std::size_t i = 1; i < count; ++i) {
    shared[list + 3 * i] = shared[list];
    shared[list + 3 * i + 1] = shared[list + 1];
    shared[list + 3 * i + 2] = shared[list + 2] - (wire::word{3 * i} << 2);
  }
  EXPECT_FALSE(decoded<std::vector<any_value>>(shared));
}

TEST(AnyValue, has_the_text_of_what_it_holds) {
  EXPECT_EQ(text(any_value{point{1, 2}}), "point(x: 1, y: 2)");
  EXPECT_EQ(text(any_value{}), "nothing");
}

TEST(AnyValue, has_a_schema) {
  EXPECT_THAT(schema<parcel>(),
              testing::AllOf(testing::HasSubstr("content @1 :AnyValue"), testing::HasSubstr("value @2 :AnyPointer")));
}

} // namespace
} // namespace troupe::tests

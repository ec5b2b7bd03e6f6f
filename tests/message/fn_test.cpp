#include "troupe/fn_arguments.hpp"

#include <gtest/gtest.h>

namespace shop {

int square(int x) { return x * x; }

struct counter {
  int value = 0;
  int add(int amount) { return value += amount; }
  [[nodiscard]] int now() const noexcept { return value; }
  static std::string name(const std::string& of) { return "counter " + of; }
};

} // namespace shop

namespace {

int over(int) { return 1; }
int over(double) { return 2; }
int same(int x) { return x; }
int same_too(int x) { return x; }
template <class T>
T doubled(T x) {
  return x + x;
}

struct consumer {
  int amount;
  int operator()() const { return amount; }
};
struct runner {
  std::string text;
  std::string run(int times) { return text + std::to_string(times); }
};

} // namespace

namespace troupe::tests {
namespace {

template <class A, class B>
inline constexpr bool same_type = std::is_same_v<A, B>;

TEST(Fn, calls_every_kind_of_function) {
  EXPECT_EQ(fn<shop::square>(5), 25);
  EXPECT_EQ(fn<&shop::square>(5), 25);
  shop::counter c{1};
  EXPECT_EQ(fn<&shop::counter::add>(c, 4), 5);
  EXPECT_EQ(fn<&shop::counter::now>(c), 5);
  EXPECT_EQ(fn<shop::counter::name>("x"), "counter x");
  EXPECT_EQ(fn<[](int x) { return x + 1; }>(1), 2);
  EXPECT_EQ(fn<static_cast<int (*)(double)>(over)>(1), 2);
  EXPECT_EQ(fn<doubled<int>>(4), 8);
}

TEST(Fn, knows_results_and_parameters) {
  using square = std::remove_cv_t<decltype(fn<shop::square>)>;
  EXPECT_TRUE((same_type<square::result, int> && same_type<square::parameters, std::tuple<int>>));
  using add = std::remove_cv_t<decltype(fn<&shop::counter::add>)>;
  EXPECT_TRUE((same_type<add::parameters, std::tuple<shop::counter&, int>>));
  using now = std::remove_cv_t<decltype(fn<&shop::counter::now>)>;
  EXPECT_TRUE((same_type<now::parameters, std::tuple<const shop::counter&>>));
  using lambda = std::remove_cv_t<decltype(fn<[](const std::string&, char) { return 1.5; }>)>;
  EXPECT_TRUE(
    (same_type<lambda::result, double> && same_type<lambda::parameters, std::tuple<const std::string&, char>>));
}

TEST(Fn, has_a_label_for_people) {
  EXPECT_EQ(fn<shop::square>.label(), "shop::square");
  EXPECT_EQ(fn<&shop::counter::add>.label(), "shop::counter::add");
  EXPECT_EQ(fn<shop::counter::name>.label(), "shop::counter::name");
  EXPECT_NE(fn<[] {}>.label().find("lambda"), std::string_view::npos);
}

TEST(Fn, says_whether_other_programs_could_name_it) {
  EXPECT_TRUE(fn<shop::square>.has_name);
  EXPECT_FALSE(fn<[] {}>.has_name);
}

TEST(Fn, tells_functions_apart_by_place) {
  constexpr auto first = fn<[](int x) { return x; }>;
  constexpr auto second = fn<[](int x) { return x; }>;
  EXPECT_NE(first.place(), second.place());
  EXPECT_NE(fn<same>.place(), fn<same_too>.place());
  EXPECT_NE(fn<static_cast<int (*)(int)>(over)>.place(), fn<static_cast<int (*)(double)>(over)>.place());
  EXPECT_EQ(fn<shop::square>.place(), fn<&shop::square>.place());
}

TEST(Fn, takes_callable_aggregates_in_its_place) {
  static_assert(callable_aggregate<consumer> && callable_aggregate<runner>);
  static_assert(!callable_aggregate<shop::counter> && !callable_aggregate<fn_type<shop::square>>);
  consumer one{5};
  EXPECT_EQ(run(one), 5);
  runner two{"x"};
  EXPECT_EQ(run(two, 3), "x3");
}

TEST(Fn, accepts_arguments_that_convert) {
  require_arguments<std::tuple<const std::string&, long>, const char(&)[3], int>();
  require_arguments<std::tuple<std::vector<std::string>>, std::vector<std::string>&>();
  require_arguments<std::tuple<>>();
}

TEST(TravellingType, of_literals_arrays_and_views_owns_the_letters) {
  static_assert(same_type<travelling_type<const char(&)[4]>, std::string>);
  static_assert(same_type<travelling_type<char*>, std::string>);
  static_assert(same_type<travelling_type<const std::string_view&>, std::string>);
  static_assert(
    same_type<travelling_type<std::pair<std::string_view, const char*>>, std::pair<std::string, std::string>>);
  static_assert(same_type<travelling_type<std::map<std::string_view, std::vector<std::string_view>>>,
                          std::map<std::string, std::vector<std::string>>>);
  static_assert(same_type<travelling_type<std::span<const std::byte>>, std::vector<std::byte>>);
  static_assert(same_type<travelling_type<const int&>, int>);
}

TEST(TravellingType, is_made_from_what_was_given) {
  EXPECT_EQ(as_travelling("x"), "x");
  EXPECT_EQ(as_travelling(5), 5);
  EXPECT_EQ(as_travelling(std::vector<std::pair<std::string_view, int>>{{"a", 1}}),
            (std::vector<std::pair<std::string, int>>{{"a", 1}}));
  EXPECT_EQ(as_travelling(std::map<std::string_view, std::vector<std::string_view>>{{"k", {"v"}}}),
            (std::map<std::string, std::vector<std::string>>{{"k", {"v"}}}));
  EXPECT_EQ(as_travelling(std::optional<std::vector<std::string_view>>({"v"})),
            (std::optional<std::vector<std::string>>({"v"})));
  const std::array<int, 3> three{1, 2, 3};
  EXPECT_EQ(as_travelling(std::span<const int>(three)), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(as_travelling(std::tuple<const char*, int>("x", 1)), (std::tuple<std::string, int>("x", 1)));
}

} // namespace
} // namespace troupe::tests

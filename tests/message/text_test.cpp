#include "troupe/text.hpp"

#include <gtest/gtest.h>

#include "message/samples.hpp"

namespace troupe::tests {
namespace {

using namespace shapes;
using namespace std::chrono_literals;

struct score_record {
  std::string name;
  int score;
};

TEST(Text, of_a_struct_names_its_fields) {
  EXPECT_EQ(text(score_record{"Sam", 10}), "score_record(name: \"Sam\", score: 10)");
  EXPECT_EQ(text(nothing{}), "nothing()");
  EXPECT_EQ(text(renamed{3}), "record(id: 3)");
}

TEST(Text, of_a_local_struct_may_leave_the_names_out) {
  struct local {
    int number;
  };
  const std::string shown = text(local{3});
  EXPECT_TRUE(shown == "local(3)" || shown == "local(number: 3)") << shown;
}

TEST(Text, of_plain_values) {
  EXPECT_EQ(text(5), "5");
  EXPECT_EQ(text(-5L), "-5");
  EXPECT_EQ(text(true), "true");
  EXPECT_EQ(text(2.5), "2.5");
  EXPECT_EQ(text(0.1F), "0.1");
  EXPECT_EQ(text(colour::blue), "colour(2)");
  EXPECT_EQ(text(std::byte{9}), "byte(9)");
}

TEST(Text, of_letters_is_quoted_and_escaped) {
  EXPECT_EQ(text("literal"), "\"literal\"");
  EXPECT_EQ(text(std::string_view("a\"b\\c\n\x01")), R"("a\"b\\c\n\x01")");
  EXPECT_EQ(text(std::filesystem::path("/a b")), "\"/a b\"");
}

TEST(Text, of_containers) {
  EXPECT_EQ(text(std::vector{1, 2, 3}), "[1, 2, 3]");
  EXPECT_EQ(text(std::vector<bool>{true, false}), "[true, false]");
  EXPECT_EQ(text(std::map<std::string, int>{{"a", 1}, {"b", 2}}), R"({"a": 1, "b": 2})");
  EXPECT_EQ(text(std::pair(1, "x")), R"((1, "x"))");
  EXPECT_EQ(text(std::tuple<>()), "()");
  EXPECT_EQ(text(std::vector<std::byte>{std::byte{1}, std::byte{0xab}}), "bytes(01ab)");
  EXPECT_EQ(text(std::vector<int>()), "[]");
}

TEST(Text, of_long_lists_says_how_much_is_left_out) {
  const std::string shown = text(std::vector<int>(1000, 7));
  EXPECT_TRUE(shown.ends_with("7, ... 968 more]")) << shown;
}

TEST(Text, of_what_may_be_missing) {
  EXPECT_EQ(text(std::optional<int>()), "none");
  EXPECT_EQ(text(std::optional<int>(3)), "3");
  EXPECT_EQ(text(std::make_unique<int>(3)), "3");
  EXPECT_EQ(text(std::variant<int, std::string>("x")), "\"x\"");
  EXPECT_EQ(text(std::variant<std::monostate, int>()), "nothing");
}

TEST(Text, of_times) {
  EXPECT_EQ(text(5s), "5s");
  EXPECT_EQ(text(250ms), "250ms");
  EXPECT_EQ(text(3min), "3min");
  EXPECT_EQ(text(std::chrono::duration<double>(1.5)), "1.5s");
  EXPECT_EQ(text(std::chrono::duration<int, std::ratio<1, 30>>(2)), "2 * 1/30s");
  EXPECT_EQ(text(std::chrono::system_clock::time_point(1'000'000'000'005ms)), "2001-09-09 01:46:40.005000000 UTC");
  EXPECT_EQ(text(std::chrono::system_clock::time_point(-1ms)), "1969-12-31 23:59:59.999000000 UTC");
  EXPECT_EQ(text(std::chrono::system_clock::time_point::min()), "1677-09-21 00:12:43.145224192 UTC");
}

TEST(Text, of_a_class_shows_what_travels) {
  EXPECT_EQ(text(money(5)), "money 5");
  EXPECT_EQ(text(label("x")), "label \"x\"");
}

} // namespace
} // namespace troupe::tests

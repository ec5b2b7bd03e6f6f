#include <sstream>

#include <gtest/gtest.h>

#include "troupe/fmt.hpp"
#include "troupe/text.hpp"

namespace troupe::tests {

struct lamp {
  bool on = false;
  [[nodiscard]] std::string text() const { return on ? "lamp(on)" : "lamp(off)"; }
};

namespace {

struct room {
  std::string name;
  lamp light;
};

TEST(HandleText, is_what_a_stream_prints) {
  std::ostringstream out;
  out << lamp{true};
  EXPECT_EQ(out.str(), "lamp(on)");
}

TEST(HandleText, is_its_readable_form_inside_of_others_too) {
  EXPECT_EQ(text(lamp{}), "lamp(off)");
  EXPECT_EQ(text(room{"attic", {true}}), "room(name: \"attic\", light: lamp(on))");
}

TEST(HandleText, can_be_formatted_by_fmt_as_a_string) {
  EXPECT_EQ(fmt::format("{}, {:>10}|", lamp{true}, lamp{false}), "lamp(on),  lamp(off)|");
}

} // namespace
} // namespace troupe::tests

#include "message/units.hpp"

#include <gtest/gtest.h>

#include "message/nearest.hpp"

namespace troupe::tests {
namespace {

using namespace rooms::message;
using namespace std::chrono_literals;

std::string why_no_duration(std::string_view text) {
  const auto read = parse_duration(text);
  return read ? "accepted" : read.problem + "; " + read.help;
}
std::string why_no_size(std::string_view text) {
  const auto read = parse_size(text);
  return read ? "accepted" : read.problem + "; " + read.help;
}

TEST(Units, durations_are_read_with_every_unit) {
  EXPECT_EQ(parse_duration("1m30s").value, 90s);
  EXPECT_EQ(parse_duration("250ms").value, 250ms);
  EXPECT_EQ(parse_duration("1d2h3m4s5ms6us7ns").value, 93'784s + 5'006'007ns);
  EXPECT_EQ(parse_duration("0.5s").value, 500ms);
  EXPECT_EQ(parse_duration("0s").value, 0s);
  EXPECT_EQ(parse_duration("106751d").value, 106'751 * 24h);
}

TEST(Units, a_duration_is_written_as_it_is_read) {
  for (const char* text : {"1m30s", "250ms", "1d2h3m4s5ms6us7ns", "0s", "10m", "30s"})
    EXPECT_EQ(duration_text(parse_duration(text).value.value()), text);
  EXPECT_EQ(duration_text(-90s), "-1m30s");
  EXPECT_EQ(parse_duration(duration_text(std::chrono::nanoseconds::max())).value, std::chrono::nanoseconds::max());
}

TEST(Units, what_is_no_duration_is_refused_with_a_hint) {
  EXPECT_EQ(why_no_duration("5"), R"("5" has no unit; write "5s" or "5ms")");
  EXPECT_EQ(why_no_duration("-1s"), R"("-1s" is negative; a duration is zero or more)");
  for (const char* text : {"", "1 month", "s", "1.s", "1s ", "1x", "1s2", "infinity", "1e3s", "99999999999999999999s"})
    EXPECT_NE(why_no_duration(text).find("is not a duration; write a number with"), std::string::npos) << text;
  EXPECT_EQ(why_no_duration("106752d"), R"("106752d" is too long; the longest is 106751d)");
  EXPECT_EQ(why_no_duration("99999999999999999d99999999999999999d"),
            R"("99999999999999999d99999999999999999d" is too long; the longest is 106751d)");
}

TEST(Units, sizes_are_read_with_every_unit) {
  EXPECT_EQ(parse_size("1.5GiB").value, 3ULL << 29);
  EXPECT_EQ(parse_size("64KiB").value, 65'536U);
  EXPECT_EQ(parse_size("64KB").value, 64'000U);
  EXPECT_EQ(parse_size("0B").value, 0U);
  EXPECT_EQ(parse_size("20%", 1000).value, 200U);
  EXPECT_EQ(size_text(64 << 10), "64KiB");
  EXPECT_EQ(size_text(64'000), "64KB");
  EXPECT_EQ(size_text(1001), "1001B");
  EXPECT_EQ(size_text(0), "0B");
  EXPECT_EQ(parse_size(size_text(999'999'999'999'999'999)).value, 999'999'999'999'999'999U);
}

TEST(Units, what_is_no_size_is_refused_with_a_hint) {
  EXPECT_EQ(why_no_size("1024"), R"("1024" has no unit; write "1024B" or "1024KiB")");
  EXPECT_EQ(why_no_size("1M"), R"("1M" does not say which unit; MB or MiB?)");
  EXPECT_EQ(why_no_size("1000000TB"), R"("1000000TB" is too large; no machine has that much)");
  EXPECT_FALSE(parse_size("99999999951%", 1 << 30)) << "it would be written with more digits than a number may have";
  EXPECT_EQ(why_no_size("9000000TiB"), R"("9000000TiB" is too large; no machine has that much)");
  for (const char* text : {"", "MiB", "-1MiB", "20%", "1 MiB", "1MiBs"})
    EXPECT_NE(why_no_size(text).find("is not a size; write a number with"), std::string::npos) << text;
}

TEST(Nearest, a_slip_of_the_finger_is_understood) {
  const std::vector<std::string> names{"resize", "restart", "rest", "children", "max_deliveries"};
  EXPECT_EQ(nearest("resise", names), "resize");
  EXPECT_EQ(nearest("chidlren", names), "children");
  EXPECT_EQ(nearest("childs", names), std::nullopt) << "three letters of six are another word";
  EXPECT_EQ(nearest("child", names), std::nullopt);
  EXPECT_EQ(nearest("max-deliveries", names), "max_deliveries");
  EXPECT_EQ(nearest("RESTART", names), "restart");
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'x'), names), std::nullopt);
}

} // namespace
} // namespace troupe::tests

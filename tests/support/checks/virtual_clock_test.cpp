#include "support/virtual_clock.hpp"

#include <gtest/gtest.h>
#include <string>

namespace troupe::tests {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using a_clock = virtual_clock<char>;

/// All that comes, each with its second.
std::string rest_of(a_clock& time) {
  std::string all;
  while (time.next() != a_clock::never) {
    all += time.take_next();
    all += std::to_string(time.now() / seconds(1)) + ' ';
  }
  return all;
}

TEST(VirtualClock, What_is_planned_comes_in_the_order_of_its_time) {
  a_clock time;
  time.plan(seconds(3), 'c');
  time.plan(seconds(1), 'a');
  time.plan(seconds(2), 'b');
  EXPECT_EQ(time.next(), seconds(1));
  EXPECT_EQ(rest_of(time), "a1 b2 c3 ");
  EXPECT_EQ(time.now(), seconds(3));
}

TEST(VirtualClock, At_one_instant_the_order_is_that_of_planning) {
  a_clock time;
  for (const char name : {'d', 'b', 'c', 'a'})
    time.plan(seconds(1), name);
  EXPECT_EQ(rest_of(time), "d1 b1 c1 a1 ");
}

TEST(VirtualClock, What_is_planned_on_the_way_comes_after_what_has_come) {
  a_clock time;
  time.plan(seconds(1), 'a');
  time.plan(seconds(1), 'b');
  EXPECT_EQ(time.take_next(), 'a');
  time.plan(seconds(0), 'c');
  time.plan(seconds(1), 'd');
  EXPECT_EQ(rest_of(time), "b1 c1 d2 ");
}

TEST(VirtualClock, What_time_has_jumped_over_comes_late_and_in_order) {
  a_clock time;
  time.plan(seconds(1), 'a');
  time.plan(seconds(2), 'b');
  time.jump_to(hours(1));
  EXPECT_EQ(time.next(), seconds(1));
  time.plan(seconds(0), 'c');
  EXPECT_EQ(rest_of(time), "a3600 b3600 c3600 ");
}

TEST(VirtualClock, Never_goes_back) {
  a_clock time;
  time.jump_to(seconds(2));
  time.jump_to(seconds(1));
  EXPECT_EQ(time.now(), seconds(2));
}

} // namespace
} // namespace troupe::tests

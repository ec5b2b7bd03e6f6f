/// Lazy maps.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ranges>

#include <troupe/pool.hpp>

#include "support/pool_tasks.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct LazyMap : testing::Test {
  a_system sys;
};

std::vector<int> serial_squares(int count) {
  std::vector<int> all;
  for (const int x : std::views::iota(0, count))
    all.push_back(square(x));
  return all;
}

int square_unless_last(int x) { return x == 99 ? wait_for_the_end(x) : square(x); }

TEST_F(LazyMap, IMP_01_ImapGivesResultsInInputOrderWhileLaterTasksRun) {
  for (const std::size_t chunk : {1, 7}) {
    pool workers{2};
    auto loop = workers.imap({.chunk = chunk}, fn<square_unless_last>, std::views::iota(0, 100));
    std::vector<int> all;
    for (int i = 0; i < 90; ++i)
      all.push_back(loop.next().value());
    EXPECT_EQ(all, serial_squares(90));
    EXPECT_GE(workers.progress().running, 1U);
  }
}

TEST_F(LazyMap, IMP_02_ImapUnorderedGivesEachResultAsItComes) {
  pool workers{2};
  auto loop = workers.imap_unordered(fn<square_unless_last>, std::views::iota(0, 199) | std::views::reverse);
  std::vector<int> all;
  for (int i = 0; i < 198; ++i)
    all.push_back(loop.next().value());
  std::ranges::sort(all);
  std::vector<int> expected = serial_squares(199);
  expected.erase(expected.begin() + 99);
  EXPECT_EQ(all, expected);
}

TEST_F(LazyMap, IMP_03_TheLoopEndsAfterTheLastResult) {
  pool workers{2};
  std::vector<int> all;
  for (const int y : workers.imap(fn<square>, std::views::iota(0, 50)))
    all.push_back(y);
  EXPECT_EQ(all, serial_squares(50));
  auto loop = workers.imap_unordered(fn<square>, std::vector{3});
  EXPECT_EQ(loop.next(), 9);
  EXPECT_FALSE(loop.next());
  EXPECT_FALSE(loop.next());
}

TEST_F(LazyMap, IMP_04_TheWaitForTheNextResultHasALimit) {
  pool workers{1};
  auto loop = workers.imap(fn<square_unless_last>, std::vector{1, 99});
  EXPECT_EQ(loop.next_for(50s), 1);
  EXPECT_THROW(static_cast<void>(loop.next_for(20ms)), timeout);
  EXPECT_THROW(static_cast<void>(loop.next_for(20ms)), timeout);
}

TEST_F(LazyMap, IMP_05_ALoopThatWasLeftDoesNotStopCloseAndJoinFromReturning) {
  pool workers{2};
  for (const int y : workers.imap(fn<square>, std::views::iota(0)))
    if (y > 100)
      break;
  auto half_used = workers.imap(fn<square>, std::views::iota(0, 100));
  EXPECT_EQ(half_used.next(), 0);
  auto longer_than_its_window = workers.imap(fn<square>, std::views::iota(0, 1000));
  EXPECT_EQ(longer_than_its_window.next(), 0);
  workers.close();
  workers.join();
  EXPECT_EQ(half_used.next(), 1);
  EXPECT_EQ(longer_than_its_window.next(), 1);
}

} // namespace
} // namespace troupe::tests

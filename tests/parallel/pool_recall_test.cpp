// Short tasks are dealt some at a time. Those behind one that takes long are taken back and given to others.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <ranges>
#include <unistd.h>

#include <troupe/array.hpp>
#include <troupe/event.hpp>
#include <troupe/pool.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

constexpr int tasks = 400;
constexpr int the_long_one = 350; // the first of its chunk, if that is of 50

struct job {
  array<int> begun; ///< how often each task has
  event goes_on;    ///< what the long one waits for
  int task = 0;
};

int count_and_wait(const job& what) {
  ++what.begun[static_cast<std::size_t>(what.task)];
  if (what.task == the_long_one)
    what.goes_on.wait();
  return what.task;
}

int count_wait_and_die(const job& what) {
  count_and_wait(what);
  if (what.task == the_long_one)
    ::kill(::getpid(), SIGKILL);
  return what.task;
}

int count_and_dawdle(const job& what) {
  ++what.begun[static_cast<std::size_t>(what.task)];
  const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(1500);
  while (std::chrono::steady_clock::now() < until) {
  }
  return what.task;
}

/// All tasks; their handles are the same.
struct jobs {
  array<int> begun{static_cast<std::size_t>(tasks)};
  event goes_on;
  [[nodiscard]] auto all() const {
    return std::views::iota(0, tasks) | std::views::transform([this](int task) { return job{begun, goes_on, task}; });
  }
};

std::vector<int> all_but_the_long_one() {
  std::vector<int> all(tasks);
  std::iota(all.begin(), all.end(), 0);
  all.erase(all.begin() + the_long_one);
  return all;
}

struct PoolRecall : testing::Test {
  a_system sys;
};

std::vector<int> all_but_the_last_of(auto& loop) {
  std::vector<int> done;
  while (done.size() < tasks - 1)
    done.push_back(loop.next().value());
  std::ranges::sort(done);
  return done;
}

int all_that_is_left_of(auto& loop) {
  int count = 0;
  while (loop.next())
    ++count;
  return count;
}

TEST_F(PoolRecall, A_task_that_takes_long_holds_up_none_that_was_dealt_with_it) {
  for (const std::size_t chunk : {1, 50}) {
    const jobs given;
    pool workers{2};
    auto loop = workers.imap_unordered({.chunk = chunk, .window = tasks}, fn<count_and_wait>, given.all());
    EXPECT_EQ(all_but_the_last_of(loop), all_but_the_long_one()) << chunk;
    given.goes_on.set();
    EXPECT_EQ(loop.next(), the_long_one);
    EXPECT_THAT(given.begun.copy(), testing::Each(1)) << "none is run twice";
  }
}

// There is nobody to take anything over, and whoever reads the results may be what it waits for.
TEST_F(PoolRecall, A_task_that_takes_long_holds_back_no_result_of_those_before_it) {
  for (int round = 0; round < 20; ++round) {
    const jobs given;
    pool workers{1};
    auto loop = workers.imap_unordered({.chunk = 1, .window = tasks}, fn<count_and_wait>, given.all());
    for (int i = 0; i < the_long_one; ++i)
      ASSERT_EQ(loop.next_for(patience), i) << "in round " << round;
    given.goes_on.set();
    ASSERT_EQ(all_that_is_left_of(loop), tasks - the_long_one);
  }
}

TEST_F(PoolRecall, A_worker_that_dies_at_it_is_charged_with_that_task_alone) {
  const jobs given;
  pool workers{2};
  auto loop = workers.imap_unordered({.window = tasks}, fn<count_wait_and_die>, given.all());
  EXPECT_EQ(all_but_the_last_of(loop), all_but_the_long_one());
  given.goes_on.set();
  EXPECT_THROW((void)loop.next(), worker_lost);
  EXPECT_THAT(given.begun.copy(), testing::Each(1));
}

// Each task is as long as makes others help: they take from each other all along.
TEST_F(PoolRecall, Tasks_that_are_taken_back_all_along_are_run_once_each) {
  const jobs given;
  pool workers{4};
  EXPECT_EQ(workers.map({.chunk = 100}, fn<count_and_dawdle>, given.all()).size(), static_cast<std::size_t>(tasks));
  EXPECT_THAT(given.begun.copy(), testing::Each(1));
}

} // namespace
} // namespace troupe::tests

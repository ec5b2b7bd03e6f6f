// Tasks that use the pool they run in.
#include <csignal>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <ranges>
#include <set>
#include <unistd.h>

#include <troupe/pool.hpp>

#include "support/listener.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

struct NestedPool : testing::Test {
  a_system sys;
};

int square(int x) { return x * x; }
int own_pid(int) { return ::getpid(); }
int sum_of_squares(int count) {
  const auto all = current_pool().map({.chunk = 1}, fn<square>, std::views::iota(0, count));
  return std::accumulate(all.begin(), all.end(), 0);
}
int fibonacci(int n) {
  if (n < 2)
    return n;
  const auto first = current_pool().async(fn<fibonacci>, n - 1);
  const auto second = current_pool().async(fn<fibonacci>, n - 2);
  return first.get() + second.get();
}

TEST_F(NestedPool, A_task_of_a_pool_of_one_may_wait_for_tasks_of_that_pool) {
  pool workers{1};
  EXPECT_EQ(workers.apply(fn<sum_of_squares>, 10), 285);
}

TEST_F(NestedPool, As_many_tasks_as_there_are_workers_may_all_wait) {
  pool workers{2};
  EXPECT_THAT(workers.map({.chunk = 1}, fn<sum_of_squares>, std::vector<int>(20, 10)), Each(285));
  EXPECT_THAT(workers.map({.chunk = 5}, fn<sum_of_squares>, std::vector<int>(20, 10)), Each(285));
}

TEST_F(NestedPool, Tasks_may_wait_for_tasks_that_wait_to_any_depth) {
  pool workers{2};
  EXPECT_EQ(workers.apply(fn<fibonacci>, 9), 34);
}

std::vector<int> pids_of_subtasks(int count) {
  return current_pool().map({.chunk = 1}, fn<own_pid>, std::views::iota(0, count));
}

TEST_F(NestedPool, Others_stand_in_for_those_that_wait_and_go_when_they_are_not_needed) {
  pool workers{2};
  const auto pids = workers.apply(fn<pids_of_subtasks>, 30);
  EXPECT_LE(std::set<int>(pids.begin(), pids.end()).size(), 3U);
  EXPECT_TRUE(wait_until([&] { return workers.progress().workers.size() == 2; }));
}

int loop_over_subtasks(int count) {
  int sum = 0;
  for (const int y : current_pool().imap(fn<square>, std::views::iota(0)))
    if (sum += y; --count == 0)
      break;
  return sum;
}

TEST_F(NestedPool, Loops_work_within_tasks) {
  pool workers{1};
  EXPECT_EQ(workers.apply(fn<loop_over_subtasks>, 4), 14);
  EXPECT_THAT(workers.map({.chunk = 1}, fn<loop_over_subtasks>, std::vector<int>(8, 4)), Each(14));
}

int throw_it(int) { throw std::out_of_range("in a subtask"); }
int run_one_that_throws(int x) { return current_pool().map(fn<throw_it>, std::vector{x})[0]; }
int die(int) {
  ::kill(::getpid(), SIGKILL);
  wait_for_ever();
}
std::string report_of_one_that_dies(int x) {
  try {
    return std::to_string(current_pool().apply(fn<die>, x));
  } catch (const worker_lost& why) {
    return why.what();
  }
}

TEST_F(NestedPool, What_goes_wrong_in_a_subtask_is_the_waiting_tasks_to_handle) {
  pool workers{1};
  EXPECT_THROW(workers.apply(fn<run_one_that_throws>, 1), std::out_of_range);
  EXPECT_THAT(workers.apply(fn<report_of_one_that_dies>, 1), HasSubstr("SIGKILL"));
}

std::string refusals(int) {
  const std::vector<std::function<void()>> all{[] { current_pool().close(); }, [] { current_pool().terminate(); },
                                               [] { current_pool().join(); }, [] { current_pool().resize(3); }};
  std::string texts;
  for (const auto& each : all)
    try {
      each();
    } catch (const invalid_state& why) {
      texts += why.what() + std::string{"; "};
    }
  return texts;
}

TEST_F(NestedPool, Its_end_is_not_for_tasks) {
  pool workers{1};
  const std::string all = workers.apply(fn<refusals>, 1);
  for (const char* what : {"close", "terminate", "join", "resize"})
    EXPECT_THAT(all, HasSubstr(std::string{"cannot "} + what));
}

TEST_F(NestedPool, There_is_none_outside_of_a_task) {
  EXPECT_THAT([] { static_cast<void>(current_pool()); },
              testing::ThrowsMessage<contract_error>(HasSubstr("no worker of one")));
}

int die_while_waiting(int) {
  const auto stuck = current_pool().async(fn<own_pid>, 1);
  ::kill(::getpid(), SIGKILL);
  return stuck.get();
}

TEST_F(NestedPool, A_task_that_dies_while_it_waits_costs_itself) {
  pool workers{2};
  EXPECT_THROW(workers.apply(fn<die_while_waiting>, 1), worker_lost);
  EXPECT_THAT(workers.map({.chunk = 1}, fn<sum_of_squares>, std::vector<int>(6, 10)), Each(285));
}

TEST_F(NestedPool, A_pool_that_is_terminated_while_tasks_wait_ends) {
  pool workers{2};
  const auto all = workers.async_map({.chunk = 1}, fn<fibonacci>, std::vector<int>(50, 12));
  EXPECT_FALSE(all.wait_for(20ms));
  workers.terminate();
  EXPECT_THROW(static_cast<void>(all.get()), pool_terminated);
}

TEST_F(NestedPool, A_pool_that_is_closed_while_tasks_wait_finishes_them) {
  pool workers{2};
  const auto all = workers.async_map({.chunk = 1}, fn<sum_of_squares>, std::vector<int>(20, 10));
  workers.close();
  workers.join();
  EXPECT_THAT(all.get(), Each(285));
}

} // namespace
} // namespace troupe::tests

// What a pool does about tasks that take too long, are not wanted any more or kill their workers, and about workers
// that are too many, too few or too large.
#include <cerrno>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ranges>
#include <set>
#include <tuple>
#include <unistd.h>

#include <troupe/event.hpp>
#include <troupe/pool.hpp>
#include <troupe/value.hpp>

#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/scoped.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

struct PoolLimits : testing::Test {
  a_system sys;
};

int square(int x) { return x * x; }
int own_pid(int) { return ::getpid(); }
[[noreturn]] int hang_for_ever(int) { wait_for_ever(); }
[[noreturn]] int hang_and_refuse_sigterm(int) {
  std::signal(SIGTERM, SIG_IGN);
  wait_for_ever();
}
int say_pid_and_hang(const caf::actor& to) {
  say(to, ::getpid());
  wait_for_ever();
}
int hang_for_three(int x) { return x == 3 ? hang_for_ever(x) : x; }

// -- timeouts -----------------------------------------------------------------------------------------

TEST_F(PoolLimits, A_task_that_takes_too_long_is_ended_and_its_neighbours_are_not) {
  pool workers{2};
  for (const std::size_t chunk : {1, 4}) {
    const auto all = workers.try_map({.chunk = chunk, .timeout = 200ms}, fn<hang_for_three>, std::views::iota(0, 12));
    ASSERT_EQ(all.size(), 12U);
    for (int i = 0; i < 12; ++i)
      EXPECT_EQ(all[static_cast<std::size_t>(i)].value_or(-1), i == 3 ? -1 : i) << chunk;
    EXPECT_EQ(all[3].error().code, errc::task_timeout);
    EXPECT_THAT(all[3].error().text, AllOf(HasSubstr("hang_for_three"), HasSubstr("200 ms"), HasSubstr("task 3")));
  }
}

TEST_F(PoolLimits, A_limit_below_a_millisecond_is_told_as_it_is) {
  pool workers{1};
  EXPECT_THAT([&] { workers.apply({.timeout = 500us}, fn<hang_for_ever>, 1); },
              ThrowsMessage<task_timeout>(HasSubstr("longer than 500000 ns")));
}

TEST_F(PoolLimits, One_that_refuses_to_end_is_killed) {
  pool workers{1};
  EXPECT_THROW(workers.apply({.timeout = 50ms}, fn<hang_and_refuse_sigterm>, 1), task_timeout);
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TEST_F(PoolLimits, Each_task_has_the_whole_limit_however_many_there_are) {
  pool workers{1};
  EXPECT_EQ(workers.map({.chunk = 50, .timeout = 10s}, fn<square>, std::views::iota(0, 200)).size(), 200U);
}

TEST_F(PoolLimits, Limits_that_make_no_sense_are_refused) {
  pool workers{1};
  EXPECT_THROW(workers.apply({.timeout = 0ns}, fn<square>, 1), invalid_argument);
  EXPECT_THROW(workers.apply({.retries = -1}, fn<square>, 1), invalid_argument);
  EXPECT_THROW(workers.resize(0), invalid_argument);
  EXPECT_THROW(workers.resize(1023), invalid_argument);
  EXPECT_THROW(pool{{.max_memory_per_worker = 0}}, invalid_argument);
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

// -- failing ------------------------------------------------------------------------------------------

int throw_for_zero(int x) { return x == 0 ? throw std::out_of_range("zero is too few") : x; }

// What cancels it is in front of some tasks then.
TEST_F(PoolLimits, A_call_whose_failure_is_heard_while_more_of_it_is_being_given_holds_up_no_join) {
  pool workers{1};
  const scoped_fault heard{"parallel.pool.given", rooms::os::fault_action::fail, 2, EAGAIN};
  EXPECT_THROW(workers.map({.chunk = 1}, fn<throw_for_zero>, std::views::iota(0, 1000)), std::out_of_range);
  workers.close();
  workers.join();
}

/// One waits until the other is there, and throws; the other hangs.
int throw_or_hang(int x, const event& is_there) {
  if (x != 0) {
    is_there.set();
    wait_for_ever();
  }
  is_there.wait();
  throw std::out_of_range("the first failure");
}

TEST_F(PoolLimits, A_closed_pool_whose_scope_is_left_waits_for_no_task_of_a_call_that_has_failed) {
  const event is_there;
  const std::vector<std::tuple<int, event>> both{{0, is_there}, {1, is_there}};
  pool workers{2};
  EXPECT_THROW(static_cast<void>(workers.starmap({.chunk = 1}, fn<throw_or_hang>, both)), std::out_of_range);
  workers.close();
}

TEST_F(PoolLimits, A_closed_pool_whose_scope_is_left_waits_for_no_task_of_a_loop_that_was_left) {
  listener test;
  pool workers{1};
  {
    auto loop = workers.imap(fn<say_pid_and_hang>, std::vector<caf::actor>{test});
    static_cast<void>(test.hear<int>());
  }
  workers.close();
}

// -- cancelling ---------------------------------------------------------------------------------------

TEST_F(PoolLimits, A_call_that_is_cancelled_ends_with_the_worker_that_runs_it) {
  listener test;
  pool workers{1};
  const auto stuck = workers.async(fn<say_pid_and_hang>, static_cast<caf::actor>(test));
  const int pid = test.hear<int>();
  stuck.cancel();
  EXPECT_THAT([&] { static_cast<void>(stuck.get()); }, ThrowsMessage<cancelled>(HasSubstr("say_pid_and_hang")));
  EXPECT_NE(workers.apply(fn<own_pid>, 0), pid);
  EXPECT_TRUE(wait_until([&] { return rooms::os::process_state(pid) == 0; }));
}

TEST_F(PoolLimits, Cancelling_what_is_not_begun_or_is_over_disturbs_nobody) {
  pool workers{1};
  const int pid = workers.apply(fn<own_pid>, 0);
  const auto over = workers.async(fn<square>, 3);
  over.wait();
  over.cancel();
  EXPECT_EQ(over.get(), 9);
  const auto many = workers.async_map(fn<square>, std::views::iota(0, 100));
  const auto waiting = workers.async(fn<hang_for_ever>, 1);
  waiting.cancel();
  EXPECT_EQ(many.get().size(), 100U);
  EXPECT_THROW(static_cast<void>(waiting.get()), cancelled);
  static_cast<void>(pid);
}

TEST_F(PoolLimits, Calls_of_others_survive_a_cancelled_one) {
  pool workers{2};
  for (int round = 0; round < 10; ++round) {
    const auto stuck = workers.async(fn<hang_for_ever>, 1);
    const auto others = workers.async_map({.chunk = 1}, fn<square>, std::views::iota(0, 200));
    stuck.cancel();
    EXPECT_EQ(others.get().size(), 200U);
  }
}

// -- retries ------------------------------------------------------------------------------------------

int die_at_first(const value<int>& runs) {
  if (runs.fetch_add(1) == 0)
    ::kill(::getpid(), SIGKILL);
  return runs.load();
}
int die(const value<int>& runs, int) {
  runs.fetch_add(1);
  ::kill(::getpid(), SIGSEGV);
  wait_for_ever();
}

TEST_F(PoolLimits, A_task_whose_worker_died_is_tried_again_as_often_as_it_may) {
  pool workers{2};
  const value<int> runs{0};
  EXPECT_EQ(workers.apply({.retries = 1}, fn<die_at_first>, runs), 2);
  runs.store(0);
  EXPECT_THROW(workers.apply({.retries = 2}, fn<die>, runs, 0), worker_lost);
  EXPECT_EQ(runs.load(), 3);
  runs.store(0);
  EXPECT_THROW(workers.apply(fn<die>, runs, 0), worker_lost);
  EXPECT_EQ(runs.load(), 1);
}

/// One waits until the other is there, and throws; the other dies when it may.
int throw_or_die(int x, const event& is_there, const caf::actor& test) {
  if (x == 0) {
    is_there.wait();
    throw std::out_of_range("the first failure");
  }
  say(test, ::getpid());
  is_there.set();
  wait_for_go(test);
  ::kill(::getpid(), SIGKILL);
  return x;
}

TEST_F(PoolLimits, A_worker_that_dies_of_what_nobody_wants_any_more_is_replaced_and_no_more) {
  listener test;
  pool workers{2};
  const event is_there;
  const auto all =
    workers.async_starmap({.chunk = 1, .retries = 1}, fn<throw_or_die>,
                          std::vector<std::tuple<int, event, caf::actor>>{{0, is_there, test}, {1, is_there, test}});
  EXPECT_THROW(static_cast<void>(all.get()), std::out_of_range);
  const int pid = test.hear<int>();
  let_go(test.hear<caf::actor>());
  const auto is_replaced = [&] {
    return std::ranges::count(workers.progress().workers, pid, &worker_progress::pid) == 0;
  };
  EXPECT_TRUE(wait_until(is_replaced));
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

struct errand {
  int number = 0;
  value<int> runs;
  caf::actor test;
};
/// The first uses the pool when it may.
int run_errand(const errand& what) {
  what.runs.fetch_add(1);
  if (what.number != 0)
    return what.number;
  wait_for_go(what.test);
  return current_pool().apply(fn<square>, 3);
}

TEST_F(PoolLimits, What_a_lent_worker_had_in_hand_of_a_loop_that_was_left_is_not_run) {
  listener test;
  pool workers{1};
  const value<int> runs{0};
  std::vector<errand> errands;
  for (int i = 0; i < 16; ++i)
    errands.push_back({i, runs, test});
  workers.map({.chunk = 1}, fn<run_errand>,
              std::vector<errand>(100, errands[1])); // they are short: dealt some at a time
  runs.store(0);
  caf::actor first;
  {
    auto loop = workers.imap(fn<run_errand>, errands);
    EXPECT_THROW(static_cast<void>(loop.next_for(1ms)), timeout);
    first = test.hear<caf::actor>();
  }
  static_cast<void>(workers.progress()); // the pool has heard that it was left
  let_go(first);
  EXPECT_TRUE(wait_until([&] { return workers.progress().running == 0; }));
  workers.close();
  workers.join();
  EXPECT_EQ(runs.load(), 1);
}

// -- sizes --------------------------------------------------------------------------------------------

std::vector<char> hoard;
int keep_more(int megabytes) {
  hoard.resize(hoard.size() + (static_cast<std::size_t>(megabytes) << 20), 1);
  return ::getpid();
}

TEST_F(PoolLimits, A_worker_that_keeps_too_much_memory_is_replaced) {
  pool workers{{.processes = 1, .max_memory_per_worker = MiB(200)}};
  const auto all = workers.map({.chunk = 1}, fn<keep_more>, std::vector<int>(12, 25));
  EXPECT_GE(std::set<int>(all.begin(), all.end()).size(), 2U);
  const auto small = workers.map({.chunk = 1}, fn<own_pid>, std::views::iota(0, 20));
  EXPECT_LE(std::set<int>(small.begin(), small.end()).size(), 2U);
}

std::size_t workers_of(const pool& which) { return which.progress().workers.size(); }

TEST_F(PoolLimits, A_pool_grows_and_shrinks) {
  pool workers{1};
  EXPECT_EQ(workers.size(), 1U);
  workers.resize(3);
  EXPECT_EQ(workers.size(), 3U);
  EXPECT_TRUE(wait_until([&] { return workers_of(workers) == 3; }));
  const auto all = workers.async_map({.chunk = 1}, fn<square>, std::views::iota(0, 500));
  workers.resize(1);
  EXPECT_EQ(all.get().size(), 500U);
  EXPECT_TRUE(wait_until([&] { return workers_of(workers) == 1; }));
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TEST_F(PoolLimits, A_pool_that_is_over_has_no_size_to_change) {
  pool terminated{1};
  terminated.terminate();
  EXPECT_THROW(terminated.resize(3), pool_terminated);
  EXPECT_EQ(terminated.size(), 1U);
  pool joined{1};
  joined.close();
  joined.resize(2);
  joined.join();
  EXPECT_THROW(joined.resize(3), closed);
  EXPECT_EQ(joined.size(), 2U);
}

TEST_F(PoolLimits, Progress_shows_tasks_and_workers) {
  listener test;
  pool workers{1};
  workers.map(fn<square>, std::views::iota(0, 10));
  EXPECT_EQ(workers.try_map({.timeout = 50ms}, fn<hang_for_three>, std::vector{1, 3})[1].error().code,
            errc::task_timeout);
  const auto stuck = workers.async(fn<say_pid_and_hang>, static_cast<caf::actor>(test));
  const auto waiting = workers.async_map({.chunk = 1}, fn<square>, std::views::iota(0, 5));
  const int pid = test.hear<int>();
  const pool_progress now = workers.progress();
  EXPECT_EQ(now.done, 12U);
  EXPECT_EQ(now.failed, 1U);
  EXPECT_EQ(now.running, 1U);
  EXPECT_EQ(now.waiting, 5U);
  ASSERT_FALSE(now.workers.empty());
  const auto busy = std::ranges::find(now.workers, pid, &worker_progress::pid);
  ASSERT_NE(busy, now.workers.end());
  EXPECT_THAT(busy->name, HasSubstr("PoolWorker-"));
  EXPECT_THAT(busy->task, HasSubstr("say_pid_and_hang"));
  EXPECT_GE(busy->busy, 0ns);
  EXPECT_EQ(ask<pool_progress>(workers.address(), get_pool_progress{}).waiting, 5U);
  stuck.cancel();
  EXPECT_EQ(waiting.get().size(), 5U);
}

} // namespace
} // namespace troupe::tests

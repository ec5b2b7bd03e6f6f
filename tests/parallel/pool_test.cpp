// Pools: results, errors, deaths of workers, and ends.
#include <atomic>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <unistd.h>

#include <troupe/pool.hpp>

#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct Pool : testing::Test {
  a_system sys;
};

template <class Error>
std::string refusal_of(const std::function<void()>& what) {
  try {
    what();
  } catch (const Error& why) {
    return why.what();
  }
  return "it was done";
}

int square(int x) { return x * x; }
int power(int base, int exponent) {
  int result = 1;
  for (int i = 0; i < exponent; ++i)
    result *= base;
  return result;
}
std::string twice(const std::string& text) { return text + text; }
void nothing(int) {}
bool is_even(int x) { return x % 2 == 0; }
int throw_for_three(int x) { return x == 3 ? throw std::out_of_range("three is too many") : x; }
int die_for_three(int x) {
  if (x == 3)
    ::kill(::getpid(), SIGKILL);
  return x;
}
int leave_for_three(int x) {
  if (x == 3)
    exit_process(7);
  return x;
}
int own_pid(int) { return ::getpid(); }
[[noreturn]] int hang_for_ever(int) {
  std::signal(SIGTERM, SIG_IGN);
  wait_for_ever();
}

std::vector<int> up_to(int count) {
  std::vector<int> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

// -- results ------------------------------------------------------------------------------------------

TEST_F(Pool, Apply_gives_the_result_of_one_task) {
  pool workers{{.processes = 2}};
  EXPECT_EQ(workers.apply(fn<power>, 2, 10), 1024);
  EXPECT_EQ(workers.apply(fn<twice>, "ab"), "abab");
  workers.apply(fn<nothing>, 1);
}

TEST_F(Pool, Map_gives_all_results_in_the_order_of_the_input) {
  pool workers{{.processes = 3}};
  std::vector<int> expected;
  for (const int x : up_to(1000))
    expected.push_back(x * x);
  for (const std::size_t chunk : {0, 1, 7, 5000})
    EXPECT_EQ(workers.map({.chunk = chunk}, fn<square>, up_to(1000)), expected) << chunk;
  EXPECT_THAT(workers.map(fn<square>, std::list{3, 1, 2}), ElementsAre(9, 1, 4));
  EXPECT_THAT(workers.map(fn<is_even>, std::vector{1, 2}), ElementsAre(false, true));
  EXPECT_TRUE(workers.map(fn<square>, std::vector<int>{}).empty());
  workers.map(fn<nothing>, up_to(100));
}

TEST_F(Pool, Starmap_takes_tuples_and_pairs_as_arguments) {
  pool workers{{.processes = 2}};
  EXPECT_THAT(workers.starmap(fn<power>, std::vector<std::pair<int, int>>{{2, 3}, {3, 2}}), ElementsAre(8, 9));
  EXPECT_THAT(workers.starmap(fn<power>, std::map<int, int>{{2, 4}, {5, 2}}), ElementsAre(16, 25));
}

TEST_F(Pool, Results_larger_than_a_ring_arrive_whole) {
  pool workers{{.processes = 2}};
  const std::vector<std::string> texts(6, std::string(3 << 20, 'x'));
  const auto doubled = workers.map({.chunk = 1}, fn<twice>, texts);
  ASSERT_EQ(doubled.size(), 6U);
  for (const std::string& one : doubled)
    EXPECT_EQ(one.size(), std::size_t{6} << 20);
}

TEST_F(Pool, A_million_tasks_for_a_caller_that_reads_late_are_all_answered) {
  pool workers{{.processes = 2}};
  const auto late = workers.async_map({.chunk = 100}, fn<square>, up_to(1'000'000));
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
  EXPECT_EQ(late.get().size(), 1'000'000U);
  EXPECT_EQ(late.get()[999], 998001);
}

// -- futures ------------------------------------------------------------------------------------------

TEST_F(Pool, A_future_gives_its_result_again_and_says_how_it_went) {
  pool workers{{.processes = 2}};
  const future<int> good = workers.async(fn<square>, 4);
  EXPECT_EQ(good.get(), 16);
  EXPECT_EQ(good.get(), 16);
  EXPECT_TRUE(good.ready());
  EXPECT_TRUE(good.successful());
  const future<int> bad = workers.async(fn<throw_for_three>, 3);
  bad.wait();
  EXPECT_FALSE(bad.successful());
  EXPECT_THROW(static_cast<void>(bad.get()), std::out_of_range);
  EXPECT_THROW(static_cast<void>(bad.get()), std::out_of_range);
}

// A callback holds a copy of the future too, which it reads on its own thread.
TEST_F(Pool, A_future_that_is_used_up_takes_nothing_from_its_copies) {
  pool workers{1};
  const std::string all(1000, 'x');
  auto one = workers.async(fn<twice>, all);
  const auto other = one;
  EXPECT_EQ(std::move(one).get(), all + all);
  EXPECT_EQ(other.get(), all + all);
  auto last = other;
  EXPECT_EQ(std::move(last).get_for(patience), all + all);
  EXPECT_EQ(other.get(), all + all);
}

std::vector<std::unique_ptr<int>> boxed(int x) {
  std::vector<std::unique_ptr<int>> all;
  all.push_back(std::make_unique<int>(x));
  return all;
}

TEST_F(Pool, A_result_that_cannot_be_copied_is_moved_out_of_the_only_future) {
  pool workers{1};
  EXPECT_EQ(*workers.apply(fn<boxed>, 3).front(), 3);
  auto one = workers.async(fn<boxed>, 4);
  const auto other = one;
  EXPECT_THROW(static_cast<void>(std::move(one).get()), invalid_state);
  EXPECT_EQ(*other.get().front(), 4);
}

TEST_F(Pool, Futures_and_loops_that_were_moved_from_say_so) {
  pool workers{1};
  auto one = workers.async(fn<square>, 3);
  auto done = workers.async(fn<nothing>, 3);
  auto loop = workers.imap(fn<square>, up_to(10));
  static_cast<void>(loop.next());
  EXPECT_EQ(std::move(one).get(), 9);
  const auto others = std::make_tuple(std::move(done), std::move(loop));
  EXPECT_THROW(static_cast<void>(one.get()), invalid_state);
  EXPECT_THROW(static_cast<void>(one.ready()), invalid_state);
  EXPECT_THROW(one.cancel(), invalid_state);
  EXPECT_THROW(one.then([](int) {}), invalid_state);
  EXPECT_THROW(done.get(), invalid_state);
  EXPECT_THROW(done.wait(), invalid_state);
  EXPECT_THROW(static_cast<void>(loop.next()), invalid_state);
}

TEST_F(Pool, A_future_that_is_not_ready_times_out_and_goes_on) {
  pool workers{{.processes = 1}};
  const auto stuck = workers.async(fn<hang_for_ever>, 1);
  EXPECT_FALSE(stuck.ready());
  EXPECT_FALSE(stuck.wait_for(20ms));
  EXPECT_THROW(static_cast<void>(stuck.get_for(20ms)), timeout);
  EXPECT_THROW(static_cast<void>(stuck.successful()), invalid_state);
  workers.terminate();
  EXPECT_THROW(static_cast<void>(stuck.get()), pool_terminated);
}

// -- errors of tasks ----------------------------------------------------------------------------------

TEST_F(Pool, An_exception_arrives_as_its_class_and_says_where_it_was_thrown) {
  pool workers{{.processes = 2}};
  try {
    workers.map({.chunk = 1}, fn<throw_for_three>, up_to(10));
    FAIL() << "it was done";
  } catch (const std::out_of_range& why) {
    EXPECT_STREQ(why.what(), "three is too many");
    const auto* const from = dynamic_cast<const remote_info*>(&why);
    ASSERT_NE(from, nullptr);
    EXPECT_THAT(from->worker(), HasSubstr("PoolWorker-"));
    EXPECT_THAT(from->task(), HasSubstr("throw_for_three"));
  }
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TEST_F(Pool, Try_map_gives_a_value_or_an_error_for_each_task) {
  pool workers{{.processes = 2}};
  for (const std::size_t chunk : {1, 4, 100}) {
    const auto all = workers.try_map({.chunk = chunk}, fn<throw_for_three>, up_to(10));
    ASSERT_EQ(all.size(), 10U);
    for (int i = 0; i < 10; ++i)
      EXPECT_EQ(all[static_cast<std::size_t>(i)].value_or(-1), i == 3 ? -1 : i) << chunk;
    EXPECT_EQ(all[3].error().type, "std::out_of_range");
  }
}

// -- deaths of workers --------------------------------------------------------------------------------

TEST_F(Pool, A_worker_that_is_killed_costs_its_task_and_nothing_else) {
  pool workers{{.processes = 2}};
  for (const std::size_t chunk : {1, 4, 100}) {
    const auto all = workers.try_map({.chunk = chunk}, fn<die_for_three>, up_to(10));
    ASSERT_EQ(all.size(), 10U);
    for (int i = 0; i < 10; ++i)
      EXPECT_EQ(all[static_cast<std::size_t>(i)].value_or(-1), i == 3 ? -1 : i) << chunk;
    EXPECT_EQ(all[3].error().code, errc::worker_lost);
    EXPECT_THAT(all[3].error().text, HasSubstr("SIGKILL"));
    EXPECT_THAT(all[3].error().text, HasSubstr("die_for_three"));
    EXPECT_THAT(all[3].error().text, HasSubstr("PoolWorker-"));
  }
}

TEST_F(Pool, A_task_that_leaves_by_exit_is_lost_with_its_code) {
  pool workers{{.processes = 1}};
  EXPECT_THAT(refusal_of<worker_lost>([&] { workers.apply(fn<leave_for_three>, 3); }), HasSubstr("exited with code 7"));
  EXPECT_EQ(workers.apply(fn<leave_for_three>, 4), 4);
}

TEST_F(Pool, A_worker_that_is_killed_while_idle_is_replaced) {
  pool workers{{.processes = 1}};
  const int first = workers.apply(fn<own_pid>, 0);
  ASSERT_EQ(::kill(first, SIGKILL), 0);
  ASSERT_TRUE(wait_until([&] { return rooms::os::process_state(first) == 0; }));
  const int second = workers.apply(fn<own_pid>, 0);
  EXPECT_NE(first, second);
}

TEST_F(Pool, Workers_are_replaced_after_as_many_tasks_as_they_may_run) {
  pool workers{{.processes = 2, .max_tasks_per_child = 3}};
  std::map<int, int> tasks;
  for (const int pid : workers.map({.chunk = 1}, fn<own_pid>, up_to(30)))
    ++tasks[pid];
  EXPECT_GE(tasks.size(), 10U);
  for (const auto& [pid, count] : tasks)
    EXPECT_LE(count, 3);
}

// -- initializers -------------------------------------------------------------------------------------

std::string greeting;
void greet(const std::string& with) { greeting = with; }
std::string say_greeting(int) { return greeting; }
void fail_to_begin() { throw std::runtime_error("no such database"); }

TEST_F(Pool, Each_worker_runs_the_initializer_before_its_first_task) {
  pool workers{{.processes = 2, .initializer = {fn<greet>, "hi"}}};
  for (const std::string& one : workers.map({.chunk = 1}, fn<say_greeting>, up_to(20)))
    EXPECT_EQ(one, "hi");
}

TEST_F(Pool, An_initializer_that_always_fails_breaks_the_pool_with_its_text) {
  pool workers{{.processes = 2, .initializer = {fn<fail_to_begin>}}};
  EXPECT_THAT(refusal_of<initializer_failed>([&] { workers.apply(fn<square>, 3); }), HasSubstr("no such database"));
  EXPECT_THAT(refusal_of<initializer_failed>([&] { workers.apply(fn<square>, 3); }), HasSubstr("no such database"));
}

// -- ends ---------------------------------------------------------------------------------------------

TEST_F(Pool, Close_and_join_let_the_given_tasks_finish) {
  pool workers{{.processes = 2}};
  const auto all = workers.async_map({.chunk = 1}, fn<square>, up_to(200));
  workers.close();
  EXPECT_THROW(workers.apply(fn<square>, 3), closed);
  workers.join();
  EXPECT_EQ(all.get().size(), 200U);
}

TEST_F(Pool, Terminate_and_join_end_workers_that_ignore_signals) {
  pool workers{{.processes = 2}};
  const auto stuck = workers.async_map({.chunk = 1}, fn<hang_for_ever>, up_to(4));
  EXPECT_FALSE(stuck.wait_for(20ms));
  workers.terminate();
  EXPECT_TRUE(stuck.ready());
  EXPECT_THROW(workers.apply(fn<square>, 3), pool_terminated);
  const auto begun = std::chrono::steady_clock::now();
  workers.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
}

TEST_F(Pool, Join_of_a_running_pool_is_refused) {
  pool workers{{.processes = 1}};
  EXPECT_THAT(refusal_of<invalid_state>([&] { workers.join(); }), HasSubstr("close()"));
}

TEST_F(Pool, Leaving_the_scope_ends_what_is_unfinished) {
  std::optional<future<int>> left;
  {
    pool workers{{.processes = 1}};
    left = workers.async(fn<hang_for_ever>, 1);
  }
  EXPECT_THROW(static_cast<void>(left->get()), pool_terminated);
}

TEST_F(Pool, Sizes_that_make_no_sense_are_refused) {
  for (const int count : {0, -1}) {
    EXPECT_THAT(refusal_of<invalid_argument>([&] { pool{{.processes = count}}; }), HasSubstr("at least 1"));
    EXPECT_THAT(refusal_of<invalid_argument>([&] { pool{{.max_tasks_per_child = count}}; }), HasSubstr("at least 1"));
  }
  for (const int count : {1023, 1'000'000'000})
    EXPECT_THAT(refusal_of<invalid_argument>([&] { pool{{.processes = count}}; }), HasSubstr("at most 1022"));
}

TEST_F(Pool, The_text_form_shows_state_and_size) {
  std::ostringstream text;
  pool workers{{.processes = 2}};
  text << workers << ' ';
  workers.close();
  text << workers;
  EXPECT_EQ(text.str(), "pool(running, 2 workers) pool(closed, 2 workers)");
}

int sum_in_a_pool(int count) {
  pool own{{.processes = 2}};
  const auto all = own.map(fn<square>, up_to(count));
  return std::accumulate(all.begin(), all.end(), 0);
}

TEST_F(Pool, A_task_may_make_a_pool_of_its_own) {
  pool workers{{.processes = 1}};
  EXPECT_EQ(workers.apply(fn<sum_in_a_pool>, 4), 14);
}

TEST(PoolWithoutASystem, Is_refused_with_the_line_that_is_missing) {
  EXPECT_THAT(refusal_of<contract_error>([] { pool{}; }), HasSubstr("troupe::system"));
}

} // namespace
} // namespace troupe::tests

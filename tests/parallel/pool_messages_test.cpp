// A pool asked by message, from actors that do not wait: what the rows of tests/conformance/pol_test.cpp leave out.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>
#include <unistd.h>

#include <troupe/pool.hpp>
#include <troupe/pool_messages.hpp>

#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/pool_by_messages.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
namespace os = rooms::os;

struct PoolMessages : testing::Test {
  a_system sys;
};

int square(int x) { return x * x; }
void nothing(int) {}
std::string twice(const std::string& text) { return text + text; }
int throw_for_three(int x) { return x == 3 ? throw std::out_of_range("three is too many") : x; }
int die_for_three(int x) {
  if (x == 3)
    ::kill(::getpid(), SIGKILL);
  return x;
}
/// Says its pid and waits for a signal.
int say_pid_for_ever(const caf::actor& test) {
  say(test, static_cast<int>(::getpid()));
  wait_for_ever();
}
int say_pid_and_go_on(const caf::actor& test) {
  say(test, static_cast<int>(::getpid()));
  wait_for_go(test);
  return 1;
}
/// Dies when it is run for the first time.
int die_once(const value<int>& times) {
  if (times.fetch_add(1) == 0)
    ::kill(::getpid(), SIGKILL);
  return times.load();
}

std::vector<int> up_to(int count) {
  std::vector<int> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

/// The error that the request is answered with.
template <class Answer, class Question>
std::pair<errc, std::string> failure_of(const caf::actor& whom, const Question& what) {
  troupe::self self;
  const caf::actor here = self;
  self->home_system().spawn([=](troupe::event_based_actor* asker) {
    asker->request(whom, caf::infinite, what)
      .then([=](const Answer&) { asker->send(here, true); }, [=](const error_value& why) { asker->send(here, why); });
  });
  std::pair<errc, std::string> found{errc::none, "it was done"};
  self->receive([](bool) {}, [&](const error_value& why) { found = {code_of(why), text(why)}; });
  return found;
}

// -- answers ------------------------------------------------------------------------------------------

TEST_F(PoolMessages, Are_answered_by_what_the_tasks_gave) {
  pool_by_messages workers{2};
  workers.apply(fn<nothing>, 1);
  EXPECT_EQ(workers.apply(fn<twice>, "ab"), "abab");
  workers.map(fn<nothing>, up_to(100));
  EXPECT_THAT(workers.map(fn<square>, std::vector{3}), ElementsAre(9)) << "of one piece";
  EXPECT_TRUE(workers.map(fn<square>, std::vector<int>{}).empty());
  const auto each = workers.try_map({.chunk = 2}, fn<throw_for_three>, up_to(5));
  ASSERT_EQ(each.size(), 5U);
  EXPECT_EQ(each[4].value(), 4);
  EXPECT_THROW(static_cast<void>(each[3].value()), std::out_of_range);
  EXPECT_EQ(workers.try_map({}, fn<nothing>, up_to(3)).size(), 3U);
}

TEST_F(PoolMessages, Are_answered_by_results_larger_than_a_ring) {
  pool_by_messages workers{2};
  const std::vector<std::string> texts(6, std::string(3 << 20, 'x'));
  const auto doubled = workers.map({.chunk = 1}, fn<twice>, texts);
  ASSERT_EQ(doubled.size(), 6U);
  for (const std::string& one : doubled)
    EXPECT_EQ(one.size(), std::size_t{6} << 20);
}

void ask_a_pool(const caf::actor& workers, const caf::actor& test) {
  troupe::self self;
  self->request(workers, caf::infinite, run_map({.chunk = 1}, fn<square>, up_to(10)))
    .receive([&](const std::vector<int>& all) { say(test, std::accumulate(all.begin(), all.end(), 0)); },
             [&](const error_value& why) { say(test, text(why)); });
}

TEST_F(PoolMessages, May_come_from_another_process) {
  listener test;
  pool workers{2};
  const process other{fn<ask_a_pool>, workers.address(), static_cast<caf::actor>(test)};
  other.start();
  EXPECT_EQ(test.hear<int>(), 285);
  other.join();
}

// -- failures -----------------------------------------------------------------------------------------

TEST_F(PoolMessages, Are_answered_by_an_error_that_names_the_cause) {
  listener test;
  pool workers{2};
  const auto thrown = failure_of<int>(workers.address(), run_task(fn<throw_for_three>, 3));
  EXPECT_EQ(thrown.first, errc::remote_error);
  EXPECT_EQ(thrown.second, "std::out_of_range: three is too many");
  const auto lost = failure_of<int>(workers.address(), run_task(fn<die_for_three>, 3));
  EXPECT_EQ(lost.first, errc::worker_lost);
  EXPECT_THAT(lost.second, HasSubstr("SIGKILL"));
  EXPECT_THAT(lost.second, HasSubstr("die_for_three"));
  const auto late = failure_of<int>(workers.address(),
                                    run_task({.timeout = 20ms}, fn<say_pid_for_ever>, static_cast<caf::actor>(test)));
  EXPECT_EQ(late.first, errc::task_timeout);
  EXPECT_EQ(ask_from_an_actor<int>(workers.address(), run_task(fn<square>, 5)), 25);
}

TEST_F(PoolMessages, Of_many_tasks_fail_with_the_first_failure_and_the_rest_is_not_run) {
  pool workers{1};
  const auto failed =
    failure_of<std::vector<int>>(workers.address(), run_map({.chunk = 1}, fn<die_for_three>, up_to(500)));
  EXPECT_EQ(failed.first, errc::worker_lost);
  EXPECT_EQ(ask_from_an_actor<int>(workers.address(), run_task(fn<square>, 5)), 25);
  EXPECT_LT(workers.progress().done, 500U);
}

TEST_F(PoolMessages, Are_tried_again_as_often_as_they_say_when_a_worker_dies) {
  pool workers{1};
  const value<int> times;
  EXPECT_EQ(ask_from_an_actor<int>(workers.address(), run_task({.retries = 1}, fn<die_once>, times)), 2);
}

TEST_F(PoolMessages, For_a_function_that_is_nowhere_are_answered_with_unknown_name) {
  pool workers{1};
  run_tasks nowhere = run_task(fn<square>, 5);
  nowhere.function.offset = 3;
  EXPECT_EQ(failure_of<int>(workers.address(), nowhere).first, errc::unknown_name);
  run_tasks of_another_build = run_task(fn<square>, 5);
  of_another_build.function.build.assign(20, std::byte{7});
  const auto refused = failure_of<int>(workers.address(), of_another_build);
  EXPECT_EQ(refused.first, errc::unknown_name);
  EXPECT_THAT(refused.second, HasSubstr("build"));
  EXPECT_EQ(ask_from_an_actor<int>(workers.address(), run_task(fn<square>, 5)), 25);
}

TEST_F(PoolMessages, That_announce_more_tasks_than_there_are_fail_and_kill_nobody) {
  pool workers{1};
  run_tasks short_of_one = run_task(fn<square>, 5);
  short_of_one.pieces.front().count = 2;
  EXPECT_EQ(failure_of<int>(workers.address(), short_of_one).first, errc::decode_error);
  EXPECT_EQ(ask_from_an_actor<int>(workers.address(), run_task(fn<square>, 5)), 25);
}

TEST_F(PoolMessages, With_a_piece_that_has_no_task_in_it_are_refused) {
  pool workers{1};
  run_tasks none = run_task(fn<square>, 5);
  none.pieces.front().count = 0;
  EXPECT_EQ(failure_of<int>(workers.address(), none).first, errc::invalid_argument);
  EXPECT_EQ(ask_from_an_actor<int>(workers.address(), run_task(fn<square>, 5)), 25);
}

TEST_F(PoolMessages, With_options_that_mean_nothing_are_not_made) {
  EXPECT_THROW(static_cast<void>(run_task({.timeout = 0ns}, fn<square>, 5)), invalid_argument);
  EXPECT_THROW(static_cast<void>(run_task({.retries = -1}, fn<square>, 5)), invalid_argument);
}

std::string ask_own_pool(int) {
  troupe::self self;
  std::string said = "it was done";
  self->request(current_pool().address(), caf::infinite, run_task(fn<square>, 5))
    .receive([](int) {}, [&](const error_value& why) { said = text(why); });
  return said;
}

TEST_F(PoolMessages, From_a_task_to_the_pool_that_it_runs_in_are_refused_for_they_could_wait_for_ever) {
  pool workers{1};
  EXPECT_THAT(workers.apply(fn<ask_own_pool>, 0), HasSubstr("current_pool()"));
}

// -- who does not wait any more -----------------------------------------------------------------------

TEST_F(PoolMessages, That_time_out_are_cancelled_and_their_worker_is_replaced) {
  listener test;
  pool workers{1};
  troupe::self self;
  self->request(workers.address(), 200ms, run_task(fn<say_pid_for_ever>, static_cast<caf::actor>(test)))
    .receive([](int) { FAIL(); }, [](const error_value& why) { EXPECT_EQ(code_of(why), errc::timeout); });
  const int pid = test.hear<int>();
  EXPECT_TRUE(wait_until([&] { return os::process_state(pid) == 0; }));
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TEST_F(PoolMessages, Of_an_actor_that_ends_are_cancelled) {
  listener test;
  pool workers{1};
  int pid = 0;
  {
    pending<int> left{workers.address(), run_task(fn<say_pid_for_ever>, static_cast<caf::actor>(test))};
    pid = test.hear<int>();
    EXPECT_NE(os::process_state(pid), 0);
    left.end();
  }
  const auto is_over = [&] { // asked for, the mail of this process flows
    return workers.progress().running == 0 && os::process_state(pid) == 0;
  };
  EXPECT_TRUE(wait_until(is_over));
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

void ask_for_ever(const caf::actor& workers, const caf::actor& test) {
  troupe::self self;
  self->request(workers, caf::infinite, run_task(fn<say_pid_for_ever>, test))
    .receive([](int) {}, [](const error_value&) {});
}

TEST_F(PoolMessages, Of_a_process_that_dies_are_cancelled) {
  listener test;
  pool workers{1};
  const process other{fn<ask_for_ever>, workers.address(), static_cast<caf::actor>(test)};
  other.start();
  const int pid = test.hear<int>();
  other.kill();
  other.join();
  EXPECT_TRUE(wait_until([&] { return os::process_state(pid) == 0; }));
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TEST_F(PoolMessages, Are_cancelled_by_their_tag) {
  listener test;
  pool workers{1};
  troupe::self self;
  run_tasks tagged = run_task(fn<say_pid_for_ever>, static_cast<caf::actor>(test));
  tagged.tag = 7;
  auto stuck = self->request(workers.address(), caf::infinite, tagged);
  test.hear<int>();
  EXPECT_FALSE(ask<bool>(workers.address(), cancel_tasks{7})) << "another has asked for it";
  bool was_there = false;
  self->request(workers.address(), caf::infinite, cancel_tasks{7})
    .receive([&](bool found) { was_there = found; }, [](const error_value&) { FAIL(); });
  EXPECT_TRUE(was_there);
  stuck.receive([](int) { FAIL(); }, [](const error_value& why) { EXPECT_EQ(code_of(why), errc::cancelled); });
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

// -- both doors ---------------------------------------------------------------------------------------

TEST_F(PoolMessages, That_close_it_hold_for_calls_too) {
  listener test;
  pool workers{1};
  const auto given = workers.async(fn<say_pid_and_go_on>, static_cast<caf::actor>(test));
  test.hear<int>();
  const caf::actor running = test.hear<caf::actor>();
  EXPECT_THROW(tell_from_an_actor(workers.address(), pool_join{}), invalid_state);
  tell_from_an_actor(workers.address(), pool_close{});
  EXPECT_THROW(workers.apply(fn<square>, 5), closed);
  EXPECT_THROW(static_cast<void>(workers.map(fn<square>, up_to(10))), closed);
  for (const auto& one : workers.try_map(fn<square>, up_to(3)))
    EXPECT_EQ(one.error().code, errc::closed);
  EXPECT_EQ(failure_of<int>(workers.address(), run_task(fn<square>, 5)).first, errc::closed);
  let_go(running);
  EXPECT_EQ(given.get(), 1);
  tell_from_an_actor(workers.address(), pool_join{});
  EXPECT_TRUE(workers.progress().workers.empty());
}

TEST_F(PoolMessages, That_end_it_end_calls_too) {
  listener test;
  pool workers{1};
  const auto given = workers.async(fn<say_pid_for_ever>, static_cast<caf::actor>(test));
  pending<int> asked{workers.address(), run_task(fn<square>, 5)};
  test.hear<int>();
  tell_from_an_actor(workers.address(), pool_terminate{});
  EXPECT_THROW(static_cast<void>(given.get()), pool_terminated);
  EXPECT_THROW(static_cast<void>(asked.get()), pool_terminated);
  EXPECT_THROW(workers.apply(fn<square>, 5), pool_terminated);
}

TEST_F(PoolMessages, Resize_it) {
  pool workers{1};
  tell_from_an_actor(workers.address(), pool_resize{3});
  EXPECT_TRUE(wait_until([&] { return workers.progress().workers.size() == 3; }));
  EXPECT_THROW(tell_from_an_actor(workers.address(), pool_resize{0}), invalid_argument);
  EXPECT_THROW(tell_from_an_actor(workers.address(), pool_resize{1'000'000}), invalid_argument);
}

TEST_F(PoolMessages, That_wait_when_the_pool_is_left_end_as_terminated) {
  listener test;
  std::optional<pending<int>> asked;
  {
    pool workers{1};
    asked.emplace(workers.address(), run_task(fn<say_pid_for_ever>, static_cast<caf::actor>(test)));
    test.hear<int>();
  }
  EXPECT_THROW(static_cast<void>(asked->get()), pool_terminated);
}

} // namespace
} // namespace troupe::tests

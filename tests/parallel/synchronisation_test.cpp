// Semaphore, condition and barrier as a user has them, as calls and as messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include <troupe/troupe.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::atomic<int> actions{0};
void count_action() { ++actions; }
void failing_action() { throw std::out_of_range("no"); }

/// An actor of this process, asked for each kind of thing that answers with nothing, or with a value.
class Synchronisation : public testing::Test {
protected:
  template <class Question>
  void tell(const caf::actor& whom, const Question& what) {
    self_->request(whom, caf::infinite, what).receive([] {}, [](const error_value& why) { throw_error(why); });
  }
  template <class Question>
  bool tell_within(const caf::actor& whom, std::chrono::milliseconds limit, const Question& what) {
    bool done = false;
    self_->request(whom, limit, what)
      .receive([&] { done = true; },
               [&](const error_value& why) {
                 if (code_of(why) != errc::timeout)
                   throw_error(why);
               });
    return done;
  }
  template <class Answer, class Question>
  Answer ask(const caf::actor& whom, const Question& what) {
    std::optional<Answer> answer;
    self_->request(whom, caf::infinite, what)
      .receive([&](const Answer& value) { answer = value; }, [](const error_value& why) { throw_error(why); });
    return *answer;
  }

  a_system system_;
  troupe::self self_;
};

TEST_F(Synchronisation, A_semaphore_counts_down_and_up) {
  const semaphore s{2};
  s.acquire();
  EXPECT_TRUE(s.try_acquire());
  EXPECT_FALSE(s.try_acquire());
  EXPECT_FALSE(s.try_acquire_for(2ms));
  s.release(3);
  EXPECT_EQ(s.value(), 3);
  EXPECT_EQ(s.text(), "semaphore(3)");
  EXPECT_THROW(s.release(-1), invalid_argument);
  EXPECT_THROW(semaphore{-1}, invalid_argument);
  EXPECT_THROW(s.unlock(), not_owner);
}

TEST_F(Synchronisation, A_bounded_semaphore_says_when_it_is_released_too_often) {
  const bounded_semaphore s{1};
  EXPECT_THROW(s.release(), invalid_state);
  {
    const std::scoped_lock hold{s};
    EXPECT_EQ(s.text(), "bounded_semaphore(0 of 1)");
  }
  EXPECT_EQ(s.value(), 1);
}

TEST_F(Synchronisation, A_semaphore_by_messages_is_the_same_semaphore) {
  const semaphore s{1};
  const caf::actor door = s.address();
  tell(door, acquire{});
  EXPECT_FALSE(ask<bool>(door, try_acquire{}));
  EXPECT_FALSE(tell_within(door, 20ms, acquire{}));
  tell(door, release{});
  EXPECT_TRUE(s.try_acquire_for(20s)) << "the request that timed out has taken nothing";
  s.release();
  tell(door, lock{});
  EXPECT_EQ(ask<std::int64_t>(door, get_value{}), 0);
  tell(door, unlock{});
  EXPECT_EQ(s.value(), 1);
  EXPECT_THROW(tell(door, unlock{}), not_owner);
}

TEST_F(Synchronisation, Units_that_an_actor_has_on_loan_come_back_with_its_end) {
  const semaphore s{1};
  {
    troupe::self other;
    other->request(s.address(), caf::infinite, lock{}).receive([] {}, [](const error_value& why) { throw_error(why); });
    EXPECT_EQ(s.value(), 0);
  }
  EXPECT_TRUE(s.try_acquire_for(20s));
}

TEST_F(Synchronisation, A_condition_wakes_who_waits_under_its_mutex) {
  const condition c;
  bool ready = false;
  std::jthread other{[&] {
    const std::scoped_lock hold{c};
    ready = true;
    c.notify_all();
  }};
  {
    const std::scoped_lock hold{c};
    c.wait([&] { return ready; });
    EXPECT_FALSE(c.wait_for(2ms));
    EXPECT_FALSE(c.wait_for(2ms, [] { return false; }));
  }
  EXPECT_THROW(c.wait(), not_owner);
  EXPECT_THROW(c.notify_one(), not_owner);
  EXPECT_EQ(c.text(), "condition(recursive_mutex(free), 0 waiting)");
}

TEST_F(Synchronisation, A_condition_by_messages_waits_without_blocking) {
  const mutex m;
  const condition c{m};
  const caf::actor door = c.address();
  EXPECT_THROW(tell(door, wait_for_notify{}), not_owner);
  tell(door, lock{});
  auto waiting = self_->request(door, caf::infinite, wait_for_notify{});
  {
    const std::scoped_lock hold{c};
    EXPECT_THAT(c.text(), HasSubstr("1 waiting"));
    c.notify_one();
  }
  bool done = false;
  waiting.receive([&] { done = true; }, [](const error_value& why) { throw_error(why); });
  EXPECT_TRUE(done);
  EXPECT_EQ(m.text(), "mutex(held by an actor)") << "it owns the mutex again";
  tell(m.address(), unlock{});
  tell(door, lock{});
  tell(door, notify{});
  tell(door, unlock{});
}

TEST_F(Synchronisation, A_barrier_lets_calls_and_messages_go_on_together) {
  const barrier b{2};
  const caf::actor door = b.address();
  for (int turn = 0; turn < 20; ++turn) {
    std::size_t index = 9;
    std::jthread other{[&] { index = b.wait(); }};
    const auto mine = ask<std::uint64_t>(door, wait_at_barrier{});
    other.join();
    EXPECT_EQ(index + mine, 1U);
  }
  EXPECT_EQ(b.n_waiting(), 0U);
  EXPECT_FALSE(b.broken());
  EXPECT_THROW(barrier{0}, invalid_argument);
}

TEST_F(Synchronisation, A_barrier_runs_its_action_once_a_turn_whoever_comes_last) {
  actions = 0;
  const barrier b{{.action = fn<count_action>}, 2};
  for (int turn = 1; turn <= 10; ++turn) {
    std::jthread other{[&] { b.wait(); }};
    ask<std::uint64_t>(b.address(), wait_at_barrier{});
    EXPECT_EQ(actions.load(), turn);
  }
}

TEST_F(Synchronisation, A_failing_action_a_late_party_and_abort_break_a_barrier) {
  const barrier fails{{.action = fn<failing_action>}, 1};
  EXPECT_THROW(fails.wait(), std::out_of_range);
  EXPECT_THROW(fails.wait(), broken_barrier);
  const barrier late{{.timeout = 2ms}, 2};
  EXPECT_THROW(late.wait(), broken_barrier);
  late.reset();
  EXPECT_THROW(static_cast<void>(ask<std::uint64_t>(late.address(), wait_at_barrier{})), broken_barrier);
  late.reset();
  EXPECT_FALSE(late.wait_for(2ms));
  const barrier aborted{2};
  std::jthread aborter{[&] {
    EXPECT_TRUE(wait_until([&] { return aborted.n_waiting() == 1; }));
    aborted.abort();
  }};
  EXPECT_THROW(aborted.wait(), broken_barrier);
  aborter.join();
  EXPECT_TRUE(ask<barrier_state>(aborted.address(), get_barrier_state{}).broken);
}

} // namespace
} // namespace troupe::tests

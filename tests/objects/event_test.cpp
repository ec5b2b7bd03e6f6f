// The event, and waiting in general.
#include <csignal>
#include <gtest/gtest.h>
#include <thread>

#include "objects/waiting.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using objects::reference;

class Event : public testing::Test {
protected:
  [[nodiscard]] bool wait_here(os::duration limit) {
    return objects::wait_for_event(all_.table, *event_, os::deadline_after(limit));
  }
  /// A process that says when it is about to wait, and gives 0 when it was woken.
  [[nodiscard]] std::unique_ptr<world::citizen> waiting() {
    return std::make_unique<world::citizen>(all_, [this](objects::table& in) {
      const reference mine = in.find(event_.id());
      const auto seen = objects::event_word(*mine);
      waiting_->fetch_add(1);
      const bool woken = objects::wait(
        in, *mine, mine->waits, [&] { return objects::was_set_since(*mine, seen); }, os::deadline_after(patience));
      return woken ? 0 : 1;
    });
  }
  [[nodiscard]] bool await_waiting(std::uint32_t count) {
    return wait_until([&] { return waiting_->load() >= count; });
  }

  world all_;
  reference event_ = objects::make_event(all_.table);
  shared_object<std::atomic<std::uint32_t>> waiting_;
};

TEST_F(Event, Is_unset_at_first_and_can_be_set_and_cleared_again_and_again) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(objects::is_event_set(*event_));
    objects::set_event(all_.table, *event_);
    objects::set_event(all_.table, *event_);
    EXPECT_TRUE(objects::is_event_set(*event_));
    objects::clear_event(*event_);
    objects::clear_event(*event_);
  }
}

TEST_F(Event, Waiting_ends_at_the_deadline_and_not_before) {
  const auto begin = os::clock::now();
  EXPECT_FALSE(wait_here(30ms));
  EXPECT_GE(os::clock::now() - begin, 30ms);
  EXPECT_FALSE(wait_here(-1s));
  objects::set_event(all_.table, *event_);
  EXPECT_TRUE(wait_here(-1s));
}

TEST_F(Event, Setting_it_wakes_every_process_that_sleeps) {
  std::vector<std::unique_ptr<world::citizen>> sleepers;
  for (int i = 0; i < 4; ++i)
    sleepers.push_back(waiting());
  ASSERT_TRUE(await_waiting(4));
  objects::set_event(all_.table, *event_);
  objects::clear_event(*event_); // who was there at the set has been woken, whatever follows
  for (auto& each : sleepers)
    EXPECT_EQ(exit_code(each->wait()), 0);
}

TEST_F(Event, Setting_it_is_not_held_up_by_a_waiter_that_was_killed) {
  const auto victim = waiting();
  ASSERT_TRUE(await_waiting(1));
  victim->process().kill();
  objects::set_event(all_.table, *event_);
  EXPECT_EQ(victim->wait(), (ending{ending_kind::signalled, 9}));
  const auto next = waiting();
  EXPECT_EQ(exit_code(next->wait()), 0);
}

TEST_F(Event, A_setter_that_dies_before_it_wakes_is_made_good_by_the_house) {
  const auto sleeper = waiting();
  ASSERT_TRUE(await_waiting(1));
  EXPECT_TRUE(wait_until([&] { return event_->waits.sleepers.load() != 0; }));
  world::citizen setter{all_, [this](objects::table& in) {
                          const reference mine = in.find(event_.id());
                          os::arm_fault("objects.announce.before_wake", os::fault_action::kill);
                          objects::set_event(in, *mine);
                          return 0;
                        }};
  EXPECT_EQ(setter.wait(), (ending{ending_kind::signalled, 9}));
  EXPECT_EQ(exit_code(sleeper->wait()), 0);
}

TEST_F(Event, Threads_that_wait_for_several_objects_are_woken_by_any) {
  const reference other = objects::make_event(all_.table);
  objects::waiter both{all_.table};
  both.enrol(*event_);
  both.enrol(*other);
  std::jthread setter{[&] { objects::set_event(all_.table, *other); }};
  EXPECT_TRUE(both.until([&] { return objects::is_event_set(*event_) || objects::is_event_set(*other); },
                               os::deadline_after(patience)));
  both.strike_off(*other);
  std::jthread waker{[&] { both.wake(); }};
  EXPECT_FALSE(both.until([&] { return objects::is_event_set(*event_); }, os::deadline_after(patience)));
  EXPECT_FALSE(both.until([] { return false; }, os::deadline_after(1ms)));
}

TEST_F(Event, Set_in_a_signal_handler_while_the_same_thread_waits) {
  world::citizen waits{all_, [this](objects::table& in) {
                         static const objects::table* table = &in;
                         static reference mine;
                         mine = in.find(event_.id());
                         std::signal(SIGUSR1, [](int) { objects::set_event(*table, *mine); });
                         waiting_->store(1);
                         return objects::wait_for_event(in, *mine, os::deadline_after(patience)) ? 0 : 1;
                       }};
  ASSERT_TRUE(await_waiting(1));
  waits.process().handle().signal(SIGUSR1);
  EXPECT_EQ(exit_code(waits.wait()), 0);
}

TEST_F(Event, Two_processes_pass_it_to_and_fro) {
  const reference back = objects::make_event(all_.table);
  world::citizen other{all_, [&](objects::table& in) {
                         const reference there = in.find(event_.id()), here = in.find(back.id());
                         for (int i = 0; i < 5000; ++i) {
                           if (!objects::wait_for_event(in, *there, os::deadline_after(patience)))
                             return 1;
                           objects::clear_event(*there);
                           objects::set_event(in, *here);
                         }
                         return 0;
                       }};
  for (int i = 0; i < 5000; ++i) {
    objects::set_event(all_.table, *event_);
    ASSERT_TRUE(objects::wait_for_event(all_.table, *back, os::deadline_after(patience)));
    objects::clear_event(*back);
  }
  EXPECT_EQ(exit_code(other.wait()), 0);
}

} // namespace
} // namespace troupe::tests

// Waiting under a mutex, and notifying those who live.
#include <gtest/gtest.h>
#include <thread>

#include "objects/condition.hpp"
#include "os/process_facts.hpp"
#include "support/shared_object.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using objects::object_kind;
using objects::reference;

class Condition : public testing::Test {
protected:
  /// A process that waits once; exit code 0 when it was notified.
  [[nodiscard]] std::unique_ptr<world::citizen> waiting(const char* dies_at = nullptr) {
    return std::make_unique<world::citizen>(all_, [this, dies_at](objects::table& in) {
      const reference condition = in.find(condition_.id()), mutex = in.find(mutex_.id());
      const objects::mutex_owner me = objects::this_thread(in);
      objects::lock_until(in, *mutex, me, os::never);
      if (dies_at != nullptr)
        os::arm_fault(dies_at, os::fault_action::kill);
      const bool told = objects::wait_for_notify(in, *condition, *mutex, me, os::deadline_after(patience));
      const bool owns = objects::owner_of(*mutex) == me;
      static_cast<void>(objects::unlock(in, *mutex, me));
      return told && owns ? 0 : 1;
    });
  }
  [[nodiscard]] bool await_waiters(std::uint32_t count) {
    return wait_until([&] { return objects::waiters_of(all_.table, *condition_) == count; });
  }
  void notify(std::uint32_t count) { objects::notify(all_.table, *condition_, count); }

  world all_;
  reference mutex_ = objects::make_mutex(all_.table, object_kind::recursive_mutex);
  reference condition_ = objects::make_condition(all_.table, mutex_);
};

TEST_F(Condition, Waiting_without_the_mutex_is_refused) {
  const objects::mutex_owner me = objects::this_thread(all_.table);
  EXPECT_THROW(objects::wait_for_notify(all_.table, *condition_, *mutex_, me, os::never), not_owner);
}

TEST_F(Condition, Waiting_gives_the_mutex_up_and_has_it_again_as_often) {
  const objects::mutex_owner me = objects::this_thread(all_.table);
  objects::lock_until(all_.table, *mutex_, me, os::never);
  objects::lock_until(all_.table, *mutex_, me, os::never);
  std::thread other{[&] {
    const objects::mutex_owner he = objects::this_thread(all_.table);
    objects::lock_until(all_.table, *mutex_, he, os::never);
    notify(1);
    static_cast<void>(objects::unlock(all_.table, *mutex_, he));
  }};
  EXPECT_TRUE(objects::wait_for_notify(all_.table, *condition_, *mutex_, me, os::deadline_after(patience)));
  EXPECT_EQ(objects::depth_of(*mutex_), 2U);
  other.join();
  EXPECT_FALSE(objects::wait_for_notify(all_.table, *condition_, *mutex_, me, os::deadline_after(2ms)));
  EXPECT_EQ(objects::waiters_of(all_.table, *condition_), 0U);
}

TEST_F(Condition, Notifies_as_many_as_asked_for_and_all) {
  std::vector<std::unique_ptr<world::citizen>> waiters;
  for (int i = 0; i < 4; ++i)
    waiters.push_back(waiting());
  ASSERT_TRUE(await_waiters(4));
  notify(1);
  EXPECT_TRUE(await_waiters(3));
  notify(2);
  EXPECT_TRUE(await_waiters(1));
  notify(0xffffffff);
  for (auto& each : waiters)
    EXPECT_EQ(exit_code(each->wait()), 0);
}

TEST_F(Condition, A_waiter_that_was_killed_is_none) {
  const auto victim = waiting();
  ASSERT_TRUE(await_waiters(1));
  const auto other = waiting();
  ASSERT_TRUE(await_waiters(2));
  victim->process().kill();
  EXPECT_EQ(victim->wait(), (ending{ending_kind::signalled, 9}));
  EXPECT_EQ(objects::waiters_of(all_.table, *condition_), 1U);
  notify(1);
  EXPECT_EQ(exit_code(other->wait()), 0);
}

TEST_F(Condition, A_notification_that_a_dead_waiter_did_not_use_goes_to_the_next) {
  const auto victim = waiting();
  ASSERT_TRUE(await_waiters(1));
  victim->process().stop();
  const auto other = waiting();
  ASSERT_TRUE(await_waiters(2));
  notify(1);
  victim->process().kill();
  EXPECT_EQ(victim->wait(), (ending{ending_kind::signalled, 9}));
  EXPECT_EQ(exit_code(other->wait()), 0);
}

class WaiterThatDies : public Condition, public testing::WithParamInterface<const char*> {};

TEST_P(WaiterThatDies, Leaves_a_list_that_is_good_for_the_others) {
  const auto before = waiting();
  ASSERT_TRUE(await_waiters(1));
  const auto victim = waiting(GetParam());
  EXPECT_EQ(victim->wait(), (ending{ending_kind::signalled, 9}));
  const auto after = waiting();
  ASSERT_TRUE(await_waiters(2));
  notify(2);
  EXPECT_EQ(exit_code(before->wait()), 0);
  EXPECT_EQ(exit_code(after->wait()), 0);
}

INSTANTIATE_TEST_SUITE_P(Step, WaiterThatDies,
                         testing::Values("objects.wait_list.before_push", "objects.wait_list.pushed",
                                         "objects.condition.entered", "objects.guard.taken",
                                         "objects.guard.before_release", "objects.wait.before_sleep"));

class NotifierThatDies : public Condition, public testing::WithParamInterface<const char*> {};

TEST_P(NotifierThatDies, Loses_no_waiter) {
  const auto one = waiting();
  ASSERT_TRUE(await_waiters(1));
  const auto two = waiting();
  ASSERT_TRUE(await_waiters(2));
  const auto is_asleep = [](const auto& each) { return os::process_state(each->process().pid()) == 'S'; };
  ASSERT_TRUE(wait_until([&] { return is_asleep(one) && is_asleep(two); })) << "nobody is woken who is awake";
  world::citizen notifier{all_, [&](objects::table& in) {
                            const reference condition = in.find(condition_.id());
                            os::arm_fault(GetParam(), os::fault_action::kill);
                            objects::notify(in, *condition, 2);
                            return 0;
                          }};
  EXPECT_EQ(notifier.wait(), (ending{ending_kind::signalled, 9}));
  notify(2);
  EXPECT_EQ(exit_code(one->wait()), 0);
  EXPECT_EQ(exit_code(two->wait()), 0);
}

INSTANTIATE_TEST_SUITE_P(Step, NotifierThatDies,
                         testing::Values("objects.guard.taken", "objects.wait_list.taken_out",
                                         "objects.wait_list.ended", "objects.guard.before_release",
                                         "objects.announce.before_wake"));

} // namespace
} // namespace troupe::tests

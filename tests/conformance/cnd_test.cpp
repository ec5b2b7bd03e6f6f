/// Conditions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>

#include "support/in_thread.hpp"
#include "support/maker.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace os = rooms::os;
using testing::HasSubstr;

void wait_once(flavour how, const condition& c, const value<int>& woken) {
  const auto mine = door_to(how, c);
  const std::scoped_lock hold{*mine};
  mine->wait();
  woken.unsafe() += 1;
}

struct Condition : testing::TestWithParam<flavour> {
  a_system sys;
  const maker make{GetParam()};
  const condition c = make.condition();
  const value<int> woken{0};
  const std::unique_ptr<condition_door> mine = door_to(GetParam(), c);

  [[nodiscard]] bool are_waiting(int count) {
    return wait_until([&] { return mine->text().find(std::to_string(count) + " waiting") != std::string::npos; });
  }
  void notify(std::size_t count) {
    const std::scoped_lock hold{*mine};
    mine->notify(count);
  }
  /// So many go on, and no more while this looks.
  void expect_woken(int count) {
    EXPECT_TRUE(wait_until([&] { return woken.load() >= count; }));
    const std::scoped_lock hold{*mine};
    EXPECT_EQ(woken.load(), count);
  }
  [[nodiscard]] auto waiting_thread() {
    return begin_in_thread([this] { wait_once(GetParam(), c, woken); });
  }
};
INSTANTIATE_TEST_SUITE_P(By, Condition, each_flavour_and_manager(), flavour_name);

TEST_P(Condition, CND_01_ItHasARecursiveMutexOfItsOwn) {
  mine->lock();
  EXPECT_TRUE(mine->try_lock());
  mine->unlock();
  in_thread([&] { EXPECT_FALSE(door_to(GetParam(), c)->try_lock()); });
  mine->unlock();
  in_thread([&] {
    const auto other = door_to(GetParam(), c);
    const std::scoped_lock hold{*other};
    EXPECT_THAT(other->text(), HasSubstr("recursive_mutex(held by"));
  });
  EXPECT_THAT(mine->text(), HasSubstr("recursive_mutex(free)"));
}

TEST_P(Condition, CND_01_OrUsesTheGivenOne) {
  const mutex m = make.mutex();
  const condition with = make.condition(m);
  const auto door = door_to(GetParam(), with);
  const auto lock = door_to(GetParam(), m);
  {
    const std::scoped_lock hold{*door};
    EXPECT_NE(lock->text(), "mutex(free)");
    in_thread([&] { EXPECT_FALSE(door_to(GetParam(), m)->try_lock()); });
  }
  EXPECT_EQ(lock->text(), "mutex(free)");
}

TEST_P(Condition, CND_02_WaitFreesTheMutexAndHoldsItAgainWhenItReturns) {
  auto thread = begin_in_thread([&] {
    const auto other = door_to(GetParam(), c);
    other->lock();
    other->lock();
    other->wait();
    EXPECT_THAT(other->text(), HasSubstr(", 2 times)"));
    other->unlock();
    other->unlock();
  });
  ASSERT_TRUE(are_waiting(1));
  mine->lock();
  mine->notify(1);
  EXPECT_EQ(thread.wait_for(20ms), std::future_status::timeout) << "it needs the mutex to go on";
  mine->unlock();
  thread.get();
}

TEST_P(Condition, CND_02_WhoDoesNotOwnTheMutexNeitherWaitsNorNotifies) {
  EXPECT_THROW(mine->wait(), not_owner);
  EXPECT_THROW(mine->notify(1), not_owner);
}

TEST_P(Condition, CND_03_NotifyWakesOneThreadOrProcessAfterTheOther) {
  auto thread = waiting_thread();
  const process other{fn<wait_once>, GetParam(), c, woken};
  other.start();
  ASSERT_TRUE(are_waiting(2));
  notify(1);
  expect_woken(1);
  ASSERT_TRUE(are_waiting(1));
  notify(1);
  expect_woken(2);
  thread.get();
  other.join();
  EXPECT_EQ(other.exitcode(), 0);
}

TEST_P(Condition, CND_04_NotifyWakesAtMostSoManyAndNotifyAllAll) {
  std::vector<std::future<void>> threads;
  for (int i = 0; i < 3; ++i)
    threads.push_back(waiting_thread());
  const process other{fn<wait_once>, GetParam(), c, woken};
  other.start();
  ASSERT_TRUE(are_waiting(4));
  notify(2);
  expect_woken(2);
  ASSERT_TRUE(are_waiting(2));
  {
    const std::scoped_lock hold{*mine};
    mine->notify_all();
  }
  expect_woken(4);
  for (auto& each : threads)
    each.get();
  other.join();
}

TEST_P(Condition, CND_05_WaitForWithoutANotificationIsFalseWithTheMutexHeldAgain) {
  const std::scoped_lock hold{*mine};
  const auto before = os::clock::now();
  EXPECT_FALSE(mine->wait_for(50ms));
  EXPECT_GE(os::clock::now() - before, 50ms);
  EXPECT_FALSE(mine->wait_for(-1s));
  in_thread([&] { EXPECT_FALSE(door_to(GetParam(), c)->try_lock()); });
  EXPECT_THAT(mine->text(), HasSubstr("0 waiting"));
}

TEST_P(Condition, CND_06_APredicateIsAskedAtOnceAndAfterEachNotification) {
  const value<int> state{0};
  {
    const std::scoped_lock hold{*mine};
    mine->wait([] { return true; });
    EXPECT_TRUE(mine->wait_for(-1s, [] { return true; }));
    int asked = 0;
    EXPECT_FALSE(mine->wait_for(30ms, [&] { return ++asked == 0; }));
    EXPECT_GE(asked, 2);
  }
  auto thread = begin_in_thread([&] {
    const auto other = door_to(GetParam(), c);
    const std::scoped_lock hold{*other};
    other->wait([&] { return state.load() == 4; });
    EXPECT_TRUE(other->wait_for(patience, [&] { return state.load() == 5; }));
  });
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(are_waiting(1));
    const std::scoped_lock hold{*mine};
    state.store(i);
    mine->notify_all();
  }
  thread.get();
}

TEST_P(Condition, CND_08_TheTextFormShowsTheMutexAndHowManyWait) {
  EXPECT_EQ(mine->text(), "condition(recursive_mutex(free), 0 waiting)");
  auto thread = waiting_thread();
  ASSERT_TRUE(are_waiting(1));
  EXPECT_EQ(mine->text(), "condition(recursive_mutex(free), 1 waiting)");
  notify(1);
  thread.get();
}

} // namespace
} // namespace troupe::tests

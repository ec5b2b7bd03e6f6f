/// Mutexes, plain and recursive.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <stdexcept>

#include "support/in_thread.hpp"
#include "support/listener.hpp"
#include "support/maker.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace os = rooms::os;
using testing::HasSubstr;

struct Lock : testing::TestWithParam<flavour> {
  a_system sys;
  const maker make{GetParam()};
  const mutex m = make.mutex();
  const std::unique_ptr<mutex_door> mine = door_to(GetParam(), m);
};
INSTANTIATE_TEST_SUITE_P(By, Lock, each_flavour_and_manager(), flavour_name);

struct RecursiveLock : testing::TestWithParam<flavour> {
  a_system sys;
  const maker make{GetParam()};
  const recursive_mutex m = make.recursive_mutex();
  const std::unique_ptr<mutex_door> mine = door_to(GetParam(), m);

  [[nodiscard]] bool can_another_thread_lock() {
    return in_thread([&] {
      const auto other = door_to(GetParam(), m);
      if (!other->try_lock())
        return false;
      other->unlock();
      return true;
    });
  }
};
INSTANTIATE_TEST_SUITE_P(By, RecursiveLock, each_flavour_and_manager(), flavour_name);

// -- LCK ----------------------------------------------------------------------------------------------

void add_up(flavour how, const mutex& m, const value<int>& sum, int times) {
  const auto mine = door_to(how, m);
  for (int i = 0; i < times; ++i) {
    const std::scoped_lock hold{*mine};
    const int before = sum.unsafe();
    if (i % 8 == 0)
      std::this_thread::yield();
    sum.unsafe() = before + 1;
  }
}

TEST_P(Lock, LCK_01_OneThreadOfOneProcessHoldsItAtATime) {
  const value<int> sum{0};
  const int times = GetParam() != flavour::message ? 2000 : 100;
  std::vector<process> others;
  for (int i = 0; i < 2; ++i)
    others.emplace_back(fn<add_up>, GetParam(), m, sum, times).start();
  auto thread = begin_in_thread([&] { add_up(GetParam(), m, sum, times); });
  add_up(GetParam(), m, sum, times);
  thread.get();
  for (const process& each : others)
    each.join();
  EXPECT_EQ(sum.load(), 4 * times);
  EXPECT_EQ(mine->text(), "mutex(free)");
}

TEST_P(Lock, LCK_01_OnlyItsOwnerUnlocksIt) {
  EXPECT_THROW(mine->unlock(), not_owner);
  mine->lock();
  in_thread([&] { EXPECT_THROW(door_to(GetParam(), m)->unlock(), not_owner); });
  mine->unlock();
  EXPECT_THROW(mine->unlock(), not_owner);
}

TEST_P(Lock, LCK_01_WhoWouldWaitForItselfIsTold) {
  mine->lock();
  EXPECT_THROW(mine->lock(), contract_error);
  mine->unlock();
}

TEST_P(Lock, LCK_02_TryLockOnAHeldMutexIsFalseAtOnce) {
  mine->lock();
  in_thread([&] { EXPECT_FALSE(door_to(GetParam(), m)->try_lock()); });
  mine->unlock();
  in_thread([&] { EXPECT_TRUE(door_to(GetParam(), m)->try_lock()); });
}

void hold_until_told(flavour how, const mutex& m, const caf::actor& test) {
  const auto mine = door_to(how, m);
  const std::scoped_lock hold{*mine};
  wait_for_go(test);
}

TEST_P(Lock, LCK_03_TryLockForEndsWithTheTimeOrTheUnlock) {
  listener test;
  const process holder{fn<hold_until_told>, GetParam(), m, static_cast<caf::actor>(test)};
  holder.start();
  const caf::actor holding = test.hear<caf::actor>();
  const auto before = os::clock::now();
  EXPECT_FALSE(mine->try_lock_for(50ms));
  EXPECT_GE(os::clock::now() - before, 50ms);
  EXPECT_FALSE(mine->try_lock_for(-1s));
  let_go(holding);
  EXPECT_TRUE(mine->try_lock_for(patience));
  EXPECT_FALSE(mine->previous_owner_died());
  mine->unlock();
  holder.join();
}

TEST_P(Lock, LCK_04_AGuardUnlocksAlsoWhenTheCodeBetweenThrows) {
  EXPECT_THROW(
    [&] {
      const std::scoped_lock hold{*mine};
      EXPECT_NE(mine->text(), "mutex(free)");
      throw std::out_of_range("between");
    }(),
    std::out_of_range);
  EXPECT_EQ(mine->text(), "mutex(free)");
}

TEST_P(Lock, LCK_05_TheTextFormNamesTheOwner) {
  const bool by_call = GetParam() != flavour::message;
  EXPECT_EQ(mine->text(), "mutex(free)");
  mine->lock();
  EXPECT_EQ(mine->text(), by_call ? "mutex(held by this thread)" : "mutex(held by an actor)");
  in_thread([&] {
    EXPECT_THAT(door_to(GetParam(), m)->text(),
                HasSubstr(by_call ? "held by another thread of this process" : "held by an actor"));
  });
  mine->unlock();
  listener test;
  const process holder{{.name = "holder"}, fn<hold_until_told>, flavour::call, m, static_cast<caf::actor>(test)};
  holder.start();
  const caf::actor holding = test.hear<caf::actor>();
  EXPECT_THAT(mine->text(), HasSubstr("'holder'"));
  let_go(holding);
  holder.join();
}

// -- RLK ----------------------------------------------------------------------------------------------

TEST_P(RecursiveLock, RLK_01_ItIsFreeAfterAsManyUnlocks) {
  mine->lock();
  mine->lock();
  mine->unlock();
  EXPECT_FALSE(can_another_thread_lock());
  mine->unlock();
  EXPECT_TRUE(can_another_thread_lock());
  EXPECT_THROW(mine->unlock(), not_owner);
}

TEST_P(RecursiveLock, RLK_02_TryLockByTheOwnerIsTrue) {
  mine->lock();
  EXPECT_TRUE(mine->try_lock());
  EXPECT_TRUE(mine->try_lock_for(20s));
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(can_another_thread_lock());
    mine->unlock();
  }
  EXPECT_TRUE(can_another_thread_lock());
}

TEST_P(RecursiveLock, RLK_03_TheTextFormShowsOwnerAndDepth) {
  const std::string owner = GetParam() != flavour::message ? "this thread" : "an actor";
  EXPECT_EQ(mine->text(), "recursive_mutex(free)");
  mine->lock();
  EXPECT_EQ(mine->text(), "recursive_mutex(held by " + owner + ")");
  mine->lock();
  EXPECT_EQ(mine->text(), "recursive_mutex(held by " + owner + ", 2 times)");
  mine->unlock();
  mine->unlock();
}

} // namespace
} // namespace troupe::tests

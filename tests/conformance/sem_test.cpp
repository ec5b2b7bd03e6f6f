/// Semaphores.
#include <gtest/gtest.h>
#include <mutex>

#include "support/in_thread.hpp"
#include "support/maker.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace os = rooms::os;

struct Semaphore : testing::TestWithParam<flavour> {
  a_system sys;
  const maker make{GetParam()};

  [[nodiscard]] std::unique_ptr<semaphore_door> door(const shared::counted& of) { return door_to(GetParam(), of); }
};
INSTANTIATE_TEST_SUITE_P(By, Semaphore, each_flavour_and_manager(), flavour_name);

TEST_P(Semaphore, SEM_01_ItLetsAsManyAcquireAsItHasUnits) {
  const semaphore s = make.semaphore(2);
  const auto mine = door(s);
  EXPECT_EQ(mine->value(), 2);
  mine->acquire();
  EXPECT_EQ(mine->value(), 1);
  EXPECT_TRUE(mine->try_acquire());
  EXPECT_EQ(mine->value(), 0);
  EXPECT_FALSE(mine->try_acquire());
  const auto before = os::clock::now();
  EXPECT_FALSE(mine->try_acquire_for(50ms));
  EXPECT_GE(os::clock::now() - before, 50ms);
  mine->release();
  mine->release();
  EXPECT_EQ(mine->value(), 2);
}

TEST_P(Semaphore, SEM_01_AReleaseWakesWhoWaits) {
  const semaphore s = make.semaphore(0);
  auto waiting = begin_in_thread([&] { door(s)->acquire(); });
  EXPECT_EQ(waiting.wait_for(20ms), std::future_status::timeout);
  door(s)->release();
  waiting.get();
  EXPECT_EQ(s.value(), 0);
}

TEST_P(Semaphore, SEM_01_ANegativeLimitLooksOnce) {
  const semaphore s = make.semaphore(1);
  const auto mine = door(s);
  EXPECT_TRUE(s.try_acquire_for(-1s));
  EXPECT_FALSE(mine->try_acquire_for(-1s));
  EXPECT_FALSE(mine->try_lock_for(-1s));
  EXPECT_EQ(mine->value(), 0) << "what was asked by message is withdrawn before this is answered";
  s.release();
  EXPECT_TRUE(s.try_lock_for(-1h));
  EXPECT_EQ(mine->value(), 0);
  s.unlock();
}

TEST_P(Semaphore, SEM_02_APlainOneMayBeReleasedBeyondItsFirstValue) {
  const semaphore s = make.semaphore(2);
  const auto mine = door(s);
  mine->release();
  EXPECT_EQ(mine->value(), 3);
  mine->release(2);
  EXPECT_EQ(mine->value(), 5);
}

TEST_P(Semaphore, SEM_03_ABoundedOneMayNot) {
  const bounded_semaphore s = make.bounded_semaphore(2);
  const auto mine = door(s);
  EXPECT_THROW(mine->release(), invalid_state);
  mine->acquire();
  mine->acquire();
  EXPECT_FALSE(mine->try_acquire());
  EXPECT_THROW(mine->release(3), invalid_state);
  mine->release(2);
  EXPECT_EQ(mine->value(), 2);
}

TEST_P(Semaphore, SEM_03_ABoundedOneOfNoUnitsRefusesEveryRelease) {
  const bounded_semaphore s = make.bounded_semaphore(0);
  const auto mine = door(s);
  EXPECT_FALSE(mine->try_acquire());
  EXPECT_THROW(mine->release(), invalid_state);
  EXPECT_EQ(mine->value(), 0);
  EXPECT_EQ(mine->text(), "bounded_semaphore(0 of 0)");
}

struct crowd {
  int inside = 0, most = 0;
};
void be_inside(flavour how, const semaphore& s, const value<crowd>& all) {
  const auto mine = door_to(how, s);
  for (int i = 0; i < 20; ++i) {
    const std::scoped_lock hold{*mine};
    all.update([](crowd& now) { now.most = std::max(now.most, ++now.inside); });
    std::this_thread::yield();
    all.update([](crowd& now) { --now.inside; });
  }
}

TEST_P(Semaphore, SEM_04_NeverMoreThanThreeOfTenProcessesAreInside) {
  const semaphore s = make.semaphore(3);
  const value<crowd> all;
  std::vector<process> processes;
  for (int i = 0; i < 10; ++i)
    processes.emplace_back(fn<be_inside>, GetParam(), s, all).start();
  for (const process& each : processes) {
    each.join();
    EXPECT_EQ(each.exitcode(), 0);
  }
  EXPECT_EQ(all.load().inside, 0);
  EXPECT_LE(all.load().most, 3);
  EXPECT_GE(all.load().most, 1);
  EXPECT_EQ(s.value(), 3);
}

TEST_P(Semaphore, SEM_05_ANegativeFirstValueIsRefused) {
  EXPECT_THROW(static_cast<void>(make.semaphore(-1)), invalid_argument);
  EXPECT_THROW(static_cast<void>(make.bounded_semaphore(-1)), invalid_argument);
  EXPECT_EQ(make.semaphore(0).value(), 0);
}

TEST_P(Semaphore, SEM_06_AGuardTakesOneUnit) {
  const bounded_semaphore s = make.bounded_semaphore(2);
  const auto mine = door(s);
  {
    const std::scoped_lock hold{*mine};
    EXPECT_EQ(mine->value(), 1);
  }
  EXPECT_EQ(mine->value(), 2);
  EXPECT_THROW(mine->unlock(), not_owner);
}

TEST_P(Semaphore, SEM_07_TheTextFormShowsTheValueAndTheMost) {
  const semaphore plain = make.semaphore(2);
  EXPECT_EQ(door(plain)->text(), "semaphore(2)");
  const bounded_semaphore bounded = make.bounded_semaphore(3);
  const auto mine = door(bounded);
  mine->acquire();
  EXPECT_EQ(mine->text(), "bounded_semaphore(2 of 3)");
  mine->release();
}

} // namespace
} // namespace troupe::tests

/// Known pains of the peers: locks and those who wait for them.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <pthread.h>

#include "support/allocated_memory.hpp"
#include "support/doors.hpp"
#include "support/in_thread.hpp"
#include "support/leak_check.hpp"
#include "support/listener.hpp"
#include "support/memory_doors.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

struct Deaths : testing::TestWithParam<flavour> {
  a_system sys;
  listener test;
};
INSTANTIATE_TEST_SUITE_P(By, Deaths, each_flavour(), flavour_name);

void kill(const process& p) {
  p.kill();
  p.join();
  ASSERT_EQ(p.exitcode(), -SIGKILL);
}

// -- holders ------------------------------------------------------------------------------------------

void lock_and_hang(flavour how, const mutex& m, const caf::actor& test) {
  const auto mine = door_to(how, m);
  mine->lock();
  say(test, true);
  wait_for_ever();
}

TEST_P(Deaths, KP_04_AMutexThatAKilledProcessHeldIsFreeAndSaysSo) {
  const mutex m;
  const process holder{fn<lock_and_hang>, GetParam(), m, static_cast<caf::actor>(test)};
  holder.start();
  test.hear<bool>();
  const auto mine = door_to(GetParam(), m);
  EXPECT_FALSE(mine->try_lock());
  auto waiting = begin_in_thread([&] { return door_to(GetParam(), m)->try_lock_for(patience); });
  kill(holder);
  EXPECT_TRUE(waiting.get()) << "who waited, and then ended as well";
  EXPECT_TRUE(mine->try_lock_for(patience));
  EXPECT_TRUE(mine->previous_owner_died());
  mine->unlock();
  mine->lock();
  EXPECT_FALSE(mine->previous_owner_died());
  mine->unlock();
}

void lock_and_return(flavour how, const recursive_mutex& m) {
  const auto mine = door_to(how, m);
  mine->lock();
  mine->lock();
  if (how == flavour::message) // else its actor would end here, and before the process
    exit_process(0);
}

TEST_P(Deaths, KP_04_NorIsOneHeldByAProcessThatReturned) {
  const recursive_mutex m;
  const process holder{fn<lock_and_return>, GetParam(), m};
  holder.start();
  holder.join();
  EXPECT_EQ(holder.exitcode(), 0);
  const auto mine = door_to(GetParam(), m);
  EXPECT_TRUE(mine->try_lock_for(patience));
  EXPECT_TRUE(mine->previous_owner_died());
  mine->unlock();
  EXPECT_EQ(mine->text(), "recursive_mutex(free)");
}

TEST_P(Deaths, KP_04_NorByAThreadThatEnded) {
  const mutex m;
  in_thread([&] { door_to(GetParam(), m)->lock(); });
  const auto mine = door_to(GetParam(), m);
  EXPECT_TRUE(mine->try_lock_for(patience));
  mine->unlock();
}

void take_two_units_and_hang(flavour how, const semaphore& s, const caf::actor& test) {
  const auto mine = door_to(how, s);
  mine->lock();
  mine->acquire();
  say(test, true);
  wait_for_ever();
}

TEST_P(Deaths, KP_04_UnitsOfASemaphoreComeBackWhenAGuardTookThem) {
  const semaphore s{2};
  const process holder{fn<take_two_units_and_hang>, GetParam(), s, static_cast<caf::actor>(test)};
  holder.start();
  test.hear<bool>();
  const auto mine = door_to(GetParam(), s);
  EXPECT_FALSE(mine->try_acquire());
  kill(holder);
  EXPECT_TRUE(mine->try_acquire_for(patience));
  EXPECT_FALSE(mine->try_acquire()) << "the other one was a signal";
}

// -- waiters ------------------------------------------------------------------------------------------

void wait_at_condition(flavour how, const condition& c) {
  const auto mine = door_to(how, c);
  const std::scoped_lock hold{*mine};
  mine->wait();
}

TEST_P(Deaths, KP_05_NotifyAllReturnsThoughAWaiterWasKilled) {
  const condition c;
  const auto mine = door_to(GetParam(), c);
  const auto are_waiting = [&](int count) {
    return wait_until([&] { return mine->text().find(std::to_string(count) + " waiting") != std::string::npos; });
  };
  const process victim{fn<wait_at_condition>, GetParam(), c};
  victim.start();
  ASSERT_TRUE(are_waiting(1));
  auto other = begin_in_thread([&] { wait_at_condition(GetParam(), c); });
  ASSERT_TRUE(are_waiting(2));
  victim.kill();
  {
    const std::scoped_lock hold{*mine};
    mine->notify_all();
  }
  other.get();
  victim.join();
  EXPECT_TRUE(are_waiting(0));
}

TEST_P(Deaths, KP_05_ANotificationIsNotLostWithAKilledWaiter) {
  const condition c;
  const auto mine = door_to(GetParam(), c);
  const auto are_waiting = [&](int count) {
    return wait_until([&] { return mine->text().find(std::to_string(count) + " waiting") != std::string::npos; });
  };
  const process victim{fn<wait_at_condition>, GetParam(), c};
  victim.start();
  ASSERT_TRUE(are_waiting(1));
  auto other = begin_in_thread([&] { wait_at_condition(GetParam(), c); });
  ASSERT_TRUE(are_waiting(2));
  kill(victim);
  {
    const std::scoped_lock hold{*mine};
    mine->notify(1);
  }
  other.get();
}

void wait_for_event(flavour how, const event& e, const caf::actor& test) {
  say(test, true);
  door_to(how, e)->wait();
}

TEST_P(Deaths, KP_05_SetReturnsThoughAWaiterWasKilled) {
  const event e;
  const process victim{fn<wait_for_event>, GetParam(), e, static_cast<caf::actor>(test)};
  victim.start();
  test.hear<bool>();
  auto other = begin_in_thread([&] { door_to(GetParam(), e)->wait(); });
  victim.kill();
  const auto mine = door_to(GetParam(), e);
  mine->set();
  other.get();
  victim.join();
}

void be_a_party(flavour how, const barrier& b) { static_cast<void>(door_to(how, b)->wait()); }

TEST_P(Deaths, KP_05_ABarrierWhosePartyWasKilledBreaks) {
  const barrier b{3};
  const auto mine = door_to(GetParam(), b);
  const process victim{fn<be_a_party>, GetParam(), b};
  victim.start();
  ASSERT_TRUE(wait_until([&] { return mine->n_waiting() == 1; }));
  auto other = begin_in_thread([&] { EXPECT_THROW(door_to(GetParam(), b)->wait(), broken_barrier); });
  ASSERT_TRUE(wait_until([&] { return mine->n_waiting() == 2; }));
  kill(victim);
  other.get();
  EXPECT_TRUE(mine->broken());
}

// -- events -------------------------------------------------------------------------------------------

void set_and_clear(flavour how, const event& e, const event& over) {
  const auto mine = door_to(how, e);
  while (!over.is_set()) {
    mine->set();
    mine->clear();
  }
}

TEST_P(Deaths, KP_06_WhoWaitsAtASetGetsTrueThoughItIsClearedAtOnce) {
  const event e, over;
  const process other{fn<set_and_clear>, GetParam(), e, over};
  other.start();
  const auto mine = door_to(GetParam(), e);
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(mine->wait_for(patience));
  over.set();
  other.join();
}

const event* set_by_the_handler = nullptr;

TEST(EventInHandler, KP_06_SetInASignalHandlerDoesNotWaitForItsOwnThread) {
  const a_system sys;
  const event e;
  set_by_the_handler = &e;
  struct sigaction action{};
  action.sa_handler = [](int) { set_by_the_handler->set(); };
  struct sigaction before{};
  ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
  std::atomic<bool> over{false};
  std::thread interrupter{[&, whom = ::pthread_self()] {
    while (!over) {
      ::pthread_kill(whom, SIGUSR1);
      std::this_thread::yield();
    }
  }};
  int seen = 0;
  for (int i = 0; i < 20'000; ++i) {
    seen += e.is_set();
    e.clear();
    e.set();
    if (i % 100 == 0) {
      e.clear();
      EXPECT_TRUE(e.wait_for(patience)); // the handler sets it
    }
  }
  over = true;
  interrupter.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  EXPECT_GT(seen, 0);
}

// -- what is left -------------------------------------------------------------------------------------

void guard(lock_door& door) { const std::scoped_lock hold{door}; }

/// One of each kind, used through both doors.
void use_all_kinds() {
  for (const flavour how : {flavour::call, flavour::message}) {
    const event e;
    door_to(how, e)->set();
    const mutex m;
    guard(*door_to(how, m));
    const recursive_mutex r;
    guard(*door_to(how, r));
    const semaphore s{1};
    guard(*door_to(how, s));
    const bounded_semaphore bounded{1};
    static_cast<void>(door_to(how, bounded)->try_acquire());
    const condition c{m};
    const auto door = door_to(how, c);
    door->lock();
    static_cast<void>(door->wait_for(1us));
    door->unlock();
    const barrier b{1};
    static_cast<void>(door_to(how, b)->wait());
    const value<int> v{1};
    value_door{how, v}.store(2);
    const array<int> small(4), large(100'000);
    array_door{how, large}.write(99'999, array_door{how, small}.read(0));
  }
}

TEST(Descriptors, KP_27_AHundredOfEachKindLeaveDescriptorsAndMemoryAsTheyWere) {
  const a_system sys;
  const process first{fn<use_all_kinds>}; // the spawner is there when it is over
  first.start();
  first.join();
  use_all_kinds();
  const belongings before = take_stock();
  const std::uint64_t memory = allocated_memory();
  for (int i = 0; i < 100; ++i)
    use_all_kinds();
  EXPECT_THAT(lasting_leaks_since(before), IsEmpty());
  EXPECT_TRUE(wait_until([&] { return allocated_memory() <= memory + memory_kept; })) << allocated_memory() - memory;
}

void use_all_kinds_and(bool hang, const caf::actor& test) {
  use_all_kinds();
  const mutex m;
  const std::scoped_lock hold{m};
  say(test, true);
  if (hang)
    wait_for_ever();
}

TEST(Descriptors, KP_27_NorDoProcessesThatUsedThemHoweverTheyEnd) {
  const a_system sys;
  listener test;
  const auto cycle = [&](bool hang) {
    const process p{fn<use_all_kinds_and>, hang, static_cast<caf::actor>(test)};
    p.start();
    test.hear<bool>();
    if (hang)
      p.kill();
    p.join();
  };
  cycle(true);
  const belongings before = take_stock();
  for (int i = 0; i < 10; ++i)
    cycle(i % 2 == 0);
  EXPECT_THAT(lasting_leaks_since(before), IsEmpty());
}

} // namespace
} // namespace troupe::tests

// A process is killed at each step of what it does with locks and values: the others go on by the rule of each.
#include <csignal>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include <troupe/troupe.hpp>

#include "os/fault_point.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

#ifdef TROUPE_FAULT_POINTS

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace os = rooms::os;

struct triple {
  std::uint64_t x = 0, y = 0, z = 0;
};

void use(const mutex& m, const recursive_mutex& r, const semaphore& s) {
  {
    const std::scoped_lock hold{m};
  }
  {
    const std::scoped_lock hold{r};
    const std::scoped_lock again{r};
  }
  const std::scoped_lock hold{s};
}

void use(const condition& c, const event& e, const barrier& b) {
  e.set();
  e.clear();
  e.wait_for(1ms);
  {
    const std::scoped_lock hold{c};
    c.notify_all();
    c.wait_for(1ms);
  }
  try {
    b.wait_for(5ms);
  } catch (const broken_barrier&) {
    b.reset();
  }
}

void use(const value<triple>& v) {
  v.update([](triple& t) { ++t.x, ++t.y, ++t.z; });
  const array<int> some(10'000);
  some[9'999] = 1;
}

void use_all_until_killed(const std::string& point, const mutex& m, const recursive_mutex& r, const semaphore& s,
                          const condition& c, const event& e, const barrier& b, const value<triple>& v) {
  os::arm_fault(point.c_str(), os::fault_action::kill, 3);
  for (int i = 0; i < 2000; ++i) {
    use(m, r, s);
    use(c, e, b);
    use(v);
  }
}

class KilledParty : public testing::TestWithParam<const char*> {
protected:
  /// Until the victim is dead, this process does the same.
  void kill_one() {
    const process victim{fn<use_all_until_killed>, std::string{GetParam()}, m, r, s, c, e, b, v};
    victim.start();
    while (victim.is_alive()) {
      use(m, r, s);
      use(c, e, b);
      use(v);
    }
    victim.join();
    ASSERT_EQ(victim.exitcode(), -SIGKILL) << "the step was never passed";
  }
  template <class Lock>
  static void expect_free(const Lock& lock) {
    EXPECT_TRUE(lock.try_lock_for(patience));
    lock.unlock();
  }
  void expect_condition_works() {
    std::jthread waiting{[&] {
      const std::scoped_lock hold{c};
      EXPECT_TRUE(c.wait_for(patience));
    }};
    EXPECT_TRUE(wait_until([&] { return c.text().find(" 1 waiting") != std::string::npos; })) << c.text();
    const std::scoped_lock hold{c};
    c.notify_one();
  }
  void expect_event_works() {
    std::jthread waiting{[&] { EXPECT_TRUE(e.wait_for(patience)); }};
    e.set();
  }
  void expect_barrier_works() {
    EXPECT_TRUE(wait_until([&] { return b.n_waiting() == 0; }));
    b.reset();
    std::jthread other{[&] { EXPECT_TRUE(b.wait_for(patience)); }};
    EXPECT_TRUE(b.wait_for(patience));
  }

  a_system sys;
  const mutex m;
  const recursive_mutex r;
  const semaphore s{2};
  const condition c;
  const event e;
  const barrier b{2};
  const value<triple> v;
};

TEST_P(KilledParty, Holds_up_nobody) {
  ASSERT_NO_FATAL_FAILURE(kill_one());
  expect_free(m);
  expect_free(r);
  expect_free(v);
  EXPECT_TRUE(wait_until([&] { return s.value() == 2; })) << s.text();
  expect_condition_works();
  expect_event_works();
  expect_barrier_works();
  v.store({7, 7, 7});
  EXPECT_EQ(v.load().z, 7U);
}

INSTANTIATE_TEST_SUITE_P(
  At, KilledParty,
  testing::Values("objects.mutex.taken", "objects.mutex.before_release", "objects.semaphore.before_take",
                  "objects.semaphore.taken", "objects.semaphore.before_return", "objects.semaphore.returned",
                  "objects.condition.entered", "objects.condition.left", "objects.barrier.arrived",
                  "objects.barrier.phase", "objects.wait_list.before_push", "objects.wait_list.pushed",
                  "objects.wait_list.taken_out", "objects.wait_list.ended", "objects.guard.taken",
                  "objects.guard.before_release", "objects.announce.done", "objects.make.claimed", "objects.make.live",
                  "objects.memory.claimed", "objects.memory.linked", "objects.store.claimed", "objects.store.allocated",
                  "objects.store.before_give", "objects.unmake.claimed", "objects.unmake.ended"),
  [](const auto& info) {
    std::string name = info.param;
    std::ranges::replace(name, '.', '_');
    return name;
  });

} // namespace
} // namespace troupe::tests

#endif

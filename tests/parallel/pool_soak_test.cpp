// Nobody hangs: pools that are made, used and destroyed at random instants, whatever their workers do.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <ranges>
#include <thread>
#include <unistd.h>

#include <troupe/pool.hpp>

#include "support/listener.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

// TROUPE_SOAK=1 asks for the long runs.
unsigned count_of(unsigned usual, unsigned soak) { return std::getenv("TROUPE_SOAK") != nullptr ? soak : usual; }
std::chrono::seconds limit() { return std::chrono::seconds(count_of(110, 3500)); }

struct PoolSoak : testing::Test {
  PoolSoak() { set_test_limit(limit()); }
};

enum class deed : int { answer, throw_it, exit, kill, stop, refuse_to_end, huge, wait, last_ };

std::string do_deed(int what) {
  switch (static_cast<deed>(what)) {
  case deed::throw_it: throw std::runtime_error("thrown");
  case deed::exit: exit_process(3);
  case deed::kill: ::kill(::getpid(), SIGKILL); break;
  case deed::stop: ::kill(::getpid(), SIGSTOP); break;
  case deed::refuse_to_end: std::signal(SIGTERM, SIG_IGN); wait_for_ever();
  case deed::huge: return std::string(std::size_t{5} << 20, 'x');
  case deed::wait: wait_for_ever();
  default: break;
  }
  return std::to_string(what);
}

/// Whether the failure names a cause that these deeds have.
bool has_known_cause(const exception_value& why) {
  switch (why.code) {
  case errc::worker_lost:
  case errc::task_timeout:
  case errc::pool_terminated:
  case errc::cancelled: return true;
  case errc::remote_error: return why.text == "thrown";
  default: return false;
  }
}

std::vector<int> some_deeds(std::mt19937& random) {
  std::vector<int> all(random() % 12);
  for (int& each : all)
    each = static_cast<int>(random() % 3 == 0 ? random() % static_cast<unsigned>(deed::last_) : 0);
  return all;
}

void expect_an_end_for_each(const std::vector<outcome<std::string>>& all, const std::vector<int>& deeds) {
  ASSERT_EQ(all.size(), deeds.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i])
      EXPECT_FALSE(all[i]->empty());
    else
      EXPECT_TRUE(has_known_cause(all[i].error())) << all[i].error().report;
}

void expect_an_end(const future<std::string>& which) {
  try {
    EXPECT_FALSE(which.get().empty());
  } catch (...) {
    EXPECT_TRUE(has_known_cause(capture_exception(std::current_exception())));
  }
}

void map_some(pool& workers, std::mt19937& random) {
  const std::vector<int> deeds = some_deeds(random);
  try {
    EXPECT_EQ(workers.map({.chunk = 1, .timeout = 100ms}, fn<do_deed>, deeds).size(), deeds.size());
  } catch (...) {
    EXPECT_TRUE(has_known_cause(capture_exception(std::current_exception())));
  }
}

/// Leaves the loop in the middle, with a task that may never end.
void read_one(pool& workers, std::mt19937& random) {
  auto loop = workers.imap_unordered({.chunk = 1}, fn<do_deed>, some_deeds(random));
  try {
    static_cast<void>(loop.next_for(10ms));
  } catch (const timeout&) {
  } catch (...) {
    EXPECT_TRUE(has_known_cause(capture_exception(std::current_exception())));
  }
}

/// One pool, from its making to its end.
void use_one(std::mt19937& random) {
  std::vector<future<std::string>> left;
  {
    pool workers{{.processes = 1 + static_cast<int>(random() % 3)}};
    if (random() % 8 == 0)
      return; // as soon as it is made
    for (const int each : some_deeds(random))
      left.push_back(workers.async({.timeout = 300ms, .retries = static_cast<int>(random() % 2)}, fn<do_deed>, each));
    if (random() % 2 == 0) {
      const std::vector<int> deeds = some_deeds(random);
      expect_an_end_for_each(
        workers.try_map({.chunk = 1 + random() % 3, .timeout = 100ms, .retries = 1}, fn<do_deed>, deeds), deeds);
    }
    if (random() % 2 == 0)
      map_some(workers, random);
    if (random() % 3 == 0)
      read_one(workers, random);
    for (const worker_progress& each : workers.progress().workers)
      if (each.pid != 0 && random() % 4 == 0)
        ::kill(each.pid, random() % 2 == 0 ? SIGKILL : SIGSTOP);
    if (!left.empty() && random() % 3 == 0)
      left[random() % left.size()].cancel();
    if (const auto how = random() % 3; how == 0)
      workers.terminate();
    else if (how == 1)
      workers.close();
  }
  for (const auto& each : left)
    expect_an_end(each);
}

TEST_F(PoolSoak, KP_17_Pools_that_end_at_random_instants_leave_no_call_without_an_end) {
  const a_system sys;
  std::mt19937 random{20261126};
  for (unsigned i = 0; i < count_of(12, 1000); ++i) {
    SCOPED_TRACE("pool " + std::to_string(i));
    use_one(random);
  }
}

int work_a_little(int x) {
  volatile int sum = 0;
  for (int i = 0; i < 20'000; ++i)
    sum = sum + i;
  return x;
}

/// Kills one of the workers that are at a task; gives how many that are.
unsigned kill_a_busy_one(const pool& of, std::mt19937& random) {
  std::vector<int> pids;
  for (const worker_progress& one : of.progress().workers)
    if (!one.task.empty())
      pids.push_back(one.pid);
  return !pids.empty() && ::kill(pids[random() % pids.size()], SIGKILL) == 0 ? 1 : 0;
}

TEST_F(PoolSoak, KP_02_Workers_that_are_killed_under_load_take_no_lock_with_them) {
  const a_system sys;
  pool workers{3};
  std::mt19937 random{20261127};
  const unsigned enough = count_of(40, 1000);
  for (unsigned killed = 0; killed < enough;) {
    std::atomic<bool> is_over{false};
    std::thread killer{[&] {
      while (!is_over && killed < enough)
        killed += kill_a_busy_one(workers, random);
    }};
    const auto all = workers.try_map({.chunk = 5}, fn<work_a_little>, std::views::iota(0, 2000));
    is_over = true;
    killer.join();
    ASSERT_EQ(all.size(), 2000U);
    for (int x = 0; x < 2000; ++x)
      if (const auto& one = all[static_cast<std::size_t>(x)]; one)
        ASSERT_EQ(*one, x);
      else
        ASSERT_EQ(one.error().code, errc::worker_lost) << one.error().report;
  }
  EXPECT_EQ(workers.apply(fn<work_a_little>, 7), 7);
}

std::string mebibyte(int x) { return std::string(std::size_t{1} << 20, static_cast<char>('a' + x % 26)); }

TEST_F(PoolSoak, Workers_that_are_replaced_after_each_task_lose_no_large_result) {
  const a_system sys;
  pool workers{{.processes = 2, .max_tasks_per_child = 1}};
  const int count = static_cast<int>(count_of(100, 10'000));
  int x = 0;
  for (const std::string& one : workers.imap({.window = 8}, fn<mebibyte>, std::views::iota(0, count))) {
    ASSERT_EQ(one.size(), std::size_t{1} << 20);
    ASSERT_EQ(one.front(), static_cast<char>('a' + x % 26));
    ++x;
  }
  EXPECT_EQ(x, count);
}

} // namespace
} // namespace troupe::tests

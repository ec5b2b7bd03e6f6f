/// Known pains of the peers: pools.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <ranges>
#include <set>
#include <thread>

#include <troupe/pool.hpp>

#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/noted_log.hpp"
#include "support/pool_tasks.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
namespace os = rooms::os;

struct PoolPain : testing::Test {
  a_system sys;
};

int end_for_three(int x, int how) {
  if (x != 3)
    return x;
  switch (how) {
  case 0: ::kill(::getpid(), SIGKILL); break;
  case 1: std::raise(SIGSEGV); break;
  case 2: ::_exit(7);
  default: exit_process(8);
  }
  wait_for_ever();
}

TEST_F(PoolPain, KP_01_AWorkerThatIsKilledCostsItsTaskWhichSaysHow) {
  pool workers{2};
  const char* const texts[] = {"SIGKILL", "SIGSEGV", "code 7", "code 8"};
  for (const int how : {0, 1, 2, 3}) {
    std::vector<future<int>> all;
    for (const int x : std::views::iota(0, 10))
      all.push_back(workers.async(fn<end_for_three>, x, how));
    for (int x = 0; x < 10; ++x) {
      if (x != 3) {
        EXPECT_EQ(all[static_cast<std::size_t>(x)].get(), x);
        continue;
      }
      try {
        static_cast<void>(all[3].get());
        FAIL() << "it was done";
      } catch (const worker_lost& why) {
        EXPECT_THAT(why.what(), AllOf(HasSubstr(texts[how]), HasSubstr("PoolWorker-"), HasSubstr("end_for_three")));
      }
    }
  }
}

int work_a_little(int x) {
  volatile int sum = 0;
  for (int i = 0; i < 20'000; ++i)
    sum = sum + i;
  return x;
}

/// Kills one of the workers that have begun: too many that die before make a pool give up.
void kill_any(const pool& of, std::mt19937& random) {
  std::vector<int> pids;
  for (const worker_progress& one : of.progress().workers)
    if (one.pid != 0 && one.done != 0)
      pids.push_back(one.pid);
  if (!pids.empty())
    ::kill(pids[random() % pids.size()], SIGKILL);
}

TEST_F(PoolPain, KP_02_WorkersThatAreKilledUnderLoadTakeNoLockWithThem) {
  pool workers{3};
  std::mt19937 random{20261126};
  for (int round = 0; round < 10; ++round) {
    std::atomic<bool> is_over{false};
    std::thread killer{[&] {
      for (int i = 0; i < 4 && !is_over; ++i)
        kill_any(workers, random);
    }};
    const auto all = workers.try_map({.chunk = 5}, fn<work_a_little>, std::views::iota(0, 2000));
    is_over = true;
    killer.join();
    ASSERT_EQ(all.size(), 2000U);
    for (int x = 0; x < 2000; ++x)
      if (const auto& one = all[static_cast<std::size_t>(x)]; one)
        EXPECT_EQ(*one, x);
      else
        EXPECT_EQ(one.error().code, errc::worker_lost);
  }
}

int square_of_one_more(int x) { return current_pool().apply(fn<square>, x + 1); }

TEST_F(PoolPain, KP_09_ATaskThatUsesThePoolItRunsInDoesNotDeadlock) {
  pool workers{2};
  EXPECT_THAT(workers.map({.chunk = 1}, fn<square_of_one_more>, std::vector<int>(20, 4)), Each(25));
}

/// Starts a process that would wait for ever, says who that is, and does so itself.
int start_a_process_and_wait(const caf::actor& test) {
  const process child{fn<wait_for_ever>};
  child.start();
  say(test, child.pid().value());
  wait_for_ever();
}

TEST_F(PoolPain, KP_09_AProcessThatATaskHasStartedEndsWithItsWorkerAndWithThePool) {
  listener test;
  {
    pool workers{1};
    const auto killed = workers.async(fn<start_a_process_and_wait>, static_cast<caf::actor>(test));
    const int first = test.hear<int>();
    ::kill(workers.progress().workers.at(0).pid, SIGKILL);
    EXPECT_THROW(static_cast<void>(killed.get()), worker_lost);
    EXPECT_TRUE(wait_until([&] { return os::process_state(first) == 0; }));
    const auto ended = workers.async(fn<start_a_process_and_wait>, static_cast<caf::actor>(test));
    const int second = test.hear<int>();
    EXPECT_NE(os::process_state(second), 0);
    workers.terminate();
    workers.join();
    EXPECT_TRUE(wait_until([&] { return os::process_state(second) == 0; }));
  }
}

TEST_F(PoolPain, KP_13_ImapTakesNoMoreThanItsWindowAndALoopThatIsDroppedHoldsUpNobody) {
  pool workers{2};
  std::atomic<int> taken{0};
  const auto numbers = std::views::iota(0) | std::views::transform([&](int x) { return ++taken, x; });
  int read = 0;
  for (const int y : workers.imap({.window = 50}, fn<square>, numbers)) {
    EXPECT_EQ(y, read * read);
    EXPECT_LE(taken - read, 51);
    if (++read == 3000)
      break;
  }
  workers.close();
  workers.join();
}

struct strange {
  int number = 0;
};
int leave_strangely(int how) {
  switch (how) {
  case 0: throw 42;
  case 1: throw strange{7};
  case 2: std::exit(9);
  case 3: throw std::string(std::size_t{1} << 20, 'x');
  default: return how;
  }
}

TEST_F(PoolPain, KP_14_ATaskThatExitsOrThrowsSomethingStrangeFailsAlone) {
  pool workers{2};
  const auto all = workers.try_map({.chunk = 1}, fn<leave_strangely>, std::views::iota(0, 20));
  for (std::size_t i = 4; i < 20; ++i)
    EXPECT_EQ(all[i].value(), static_cast<int>(i));
  EXPECT_THAT(all[0].error().type, HasSubstr("int"));
  EXPECT_THAT(all[1].error().type, HasSubstr("strange"));
  EXPECT_EQ(all[2].error().code, errc::worker_lost);
  EXPECT_FALSE(all[3]);
}

TEST_F(PoolPain, KP_15_AContinuationThatThrowsHurtsNobodyAndEveryCallIsLegalInside) {
  pool workers{2};
  workers.async(fn<square>, 2).then([](int) { throw std::runtime_error("in a continuation"); });
  std::atomic<int> heard{0};
  workers.async(fn<square>, 3).then([&](int y) {
    heard = workers.apply(fn<square>, y);
    workers.terminate();
    workers.join();
    heard += 1;
  });
  EXPECT_TRUE(wait_until([&] { return heard == 82; }));
}

TEST_F(PoolPain, KP_16_TerminateCompletesAllThatIsPendingBeforeItReturns) {
  pool workers{2};
  std::vector<future<int>> all;
  for (int i = 0; i < 50; ++i)
    all.push_back(workers.async(fn<wait_for_the_end>, i));
  auto loop = workers.imap(fn<wait_for_the_end>, std::views::iota(0));
  workers.terminate();
  for (const future<int>& one : all) {
    EXPECT_TRUE(one.ready());
    EXPECT_THROW(static_cast<void>(one.get()), pool_terminated);
  }
  EXPECT_THROW(static_cast<void>(loop.next()), pool_terminated);
}

int refuse_to_end(int) {
  std::signal(SIGTERM, SIG_IGN);
  wait_for_ever();
}

TEST_F(PoolPain, KP_17_TheEndOfAPoolIsBoundedWhateverItsWorkersDo) {
  const auto begun = std::chrono::steady_clock::now();
  for (int round = 0; round < 5; ++round) {
    pool workers{2};
    const auto stuck = workers.async_map({.chunk = 1}, fn<refuse_to_end>, std::views::iota(0, 4));
    EXPECT_FALSE(stuck.wait_for(std::chrono::milliseconds(5 * round)));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 30s); // half a second each, and a loaded machine
}

void fail_to_begin() { throw std::runtime_error("no such database"); }
void die_at_begin() { ::_exit(3); }

TEST_F(PoolPain, KP_18_AnInitializerThatAlwaysFailsBreaksThePool) {
  pool throwing{{.processes = 2, .initializer = {fn<fail_to_begin>}}};
  pool dying{{.processes = 2, .initializer = {fn<die_at_begin>}}};
  const auto text_of = [](pool& of) {
    try {
      return std::to_string(of.apply(fn<square>, 1));
    } catch (const initializer_failed& why) {
      return std::string{why.what()};
    }
  };
  EXPECT_THAT(text_of(throwing), HasSubstr("no such database"));
  EXPECT_THAT(text_of(dying), HasSubstr("code 3"));
}

void fail_to_begin_after_a_while() {
  std::this_thread::sleep_for(1700ms); // pause: that it is slow is what is tested
  fail_to_begin();
}

TEST_F(PoolPain, KP_18_AnInitializerThatFailsSlowlyBreaksThePoolToo) {
  pool workers{{.processes = 1, .initializer = {fn<fail_to_begin_after_a_while>}}};
  EXPECT_THROW(workers.apply(fn<square>, 1), initializer_failed);
}

std::string mebibyte(int x) { return std::string(std::size_t{1} << 20, static_cast<char>('a' + x % 26)); }

TEST_F(PoolPain, KP_19_AWorkerRetiresOnlyAfterItsLastResultHasArrived) {
  pool workers{{.processes = 2, .max_tasks_per_child = 1}};
  int x = 0;
  for (const std::string& one : workers.imap({.window = 16}, fn<mebibyte>, std::views::iota(0, 60))) {
    EXPECT_EQ(one.size(), std::size_t{1} << 20);
    EXPECT_EQ(one.back(), static_cast<char>('a' + x % 26));
    ++x;
  }
  EXPECT_EQ(x, 60);
}

TEST_F(PoolPain, KP_20_LargeResultsHoldUpNobody) {
  pool workers{2};
  const auto large = workers.async_map({.chunk = 1}, fn<mebibyte>, std::views::iota(0, 100));
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(workers.apply(fn<square>, i), i * i);
  EXPECT_EQ(large.get().size(), 100U);
}

TEST_F(PoolPain, KP_25_ATaskHasALimitAndCanBeCancelled) {
  listener test;
  pool workers{2};
  const auto others = workers.async_map({.chunk = 1}, fn<work_a_little>, std::views::iota(0, 500));
  EXPECT_THROW(workers.apply({.timeout = 100ms}, fn<wait_for_the_end>, 1), task_timeout);
  const auto stuck = workers.async(fn<say_pid_and_wait>, static_cast<caf::actor>(test));
  const int pid = test.hear<int>();
  stuck.cancel();
  EXPECT_THROW(static_cast<void>(stuck.get()), cancelled);
  EXPECT_TRUE(wait_until([&] { return os::process_state(pid) == 0; }));
  EXPECT_EQ(others.get().size(), 500U);
}

TEST_F(PoolPain, KP_29_AFailureThatNobodyReadsIsLoggedOnce) {
  const noted_log noted;
  {
    pool workers{1};
    const auto unread = workers.async(fn<throw_out_of_range>, 77);
    const auto read = workers.async(fn<throw_out_of_range>, 88);
    EXPECT_THROW(static_cast<void>(read.get()), std::out_of_range);
    unread.wait();
    workers.async(fn<throw_out_of_range>, 99).then([](int) {});
    auto loop = workers.imap(fn<throw_out_of_range>, std::vector{111});
    EXPECT_EQ(workers.apply(fn<square>, 1), 1); // they are over by then
  }
  EXPECT_EQ(noted.count("77 is too many"), 1);
  EXPECT_EQ(noted.count("88 is too many"), 0);
  EXPECT_EQ(noted.count("99 is too many"), 1) << "nothing was told of it";
  EXPECT_EQ(noted.count("111 is too many"), 1) << "of a loop";
}

TEST_F(PoolPain, KP_30_ProgressCanBeRead) {
  listener test;
  pool workers{1};
  workers.map(fn<square>, std::views::iota(0, 10));
  const auto stuck = workers.async(fn<say_pid_and_wait>, static_cast<caf::actor>(test));
  const auto waiting = workers.async_map({.chunk = 1}, fn<square>, std::views::iota(0, 5));
  const int pid = test.hear<int>();
  const pool_progress now = workers.progress();
  EXPECT_EQ(now.done, 10U);
  EXPECT_EQ(now.running, 1U);
  EXPECT_EQ(now.waiting, 5U);
  ASSERT_EQ(now.workers.size(), 1U);
  EXPECT_EQ(now.workers[0].pid, pid);
  EXPECT_THAT(now.workers[0].task, HasSubstr("say_pid_and_wait"));
  let_go(test.hear<caf::actor>());
  EXPECT_EQ(stuck.get(), 1);
  EXPECT_EQ(waiting.get().size(), 5U);
}

} // namespace
} // namespace troupe::tests

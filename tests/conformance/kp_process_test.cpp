/// Known pains of the peers: processes.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>

#include "os/process_facts.hpp"
#include "support/child.hpp"
#include "support/leak_check.hpp"
#include "support/listener.hpp"
#include "support/process_by_messages.hpp"
#include "support/running_program.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::EndsWith;
using testing::IsEmpty;
namespace os = rooms::os;

bool is_gone(int pid) { return os::process_state(pid) == 0 || os::process_state(pid) == 'Z'; }

// -- families -----------------------------------------------------------------------------------------

void say_pid_and_refuse_sigterm(const caf::actor& test) {
  std::signal(SIGTERM, SIG_IGN);
  say(test, os::own_pid());
  wait_for_ever();
}

/// A chain of processes, none of which ends by SIGTERM.
void be_chained(const caf::actor& test, int below) {
  if (below > 0)
    process{fn<be_chained>, test, below - 1}.start();
  say_pid_and_refuse_sigterm(test);
}

std::vector<int> start_chain(listener& test, const process& top, int length) {
  top.start();
  std::vector<int> pids;
  for (int i = 0; i < length; ++i)
    pids.push_back(test.hear<int>());
  return pids;
}

TEST(Families, KP_09_WhatAProcessHasStartedEndsWithItHoweverItEnds) {
  const a_system sys;
  listener test;
  const process top{{.daemon = true}, fn<be_chained>, static_cast<caf::actor>(test), 3};
  const std::vector<int> pids = start_chain(test, top, 4);
  top.kill();
  top.join();
  EXPECT_TRUE(wait_until([&] { return std::ranges::all_of(pids, is_gone); }, 3s));
}

template <class Flavour>
struct Trees : testing::Test {
  a_system sys;
};
TYPED_TEST_SUITE(Trees, flavours, flavour_names);

TYPED_TEST(Trees, KP_10_TerminateTreeEndsAProcessWithItsDescendants) {
  listener test;
  const process_of<TypeParam> top{fn<be_chained>, static_cast<caf::actor>(test), 3};
  top.start();
  std::vector<int> pids;
  for (int i = 0; i < 4; ++i)
    pids.push_back(test.hear<int>());
  top.terminate_tree();
  top.join();
  EXPECT_EQ(top.exitcode(), -SIGKILL);
  EXPECT_TRUE(wait_until([&] { return std::ranges::all_of(pids, is_gone); }, 3s));
}

// -- the root's death ---------------------------------------------------------------------------------

struct report {
  std::atomic<int> pids[8];
  std::atomic<int> count;
};

/// A root that is killed when its whole chain has reported, from outside or by what `work` does.
void expect_nothing_left(const std::function<void(report&)>& work) {
  const belongings before = take_stock();
  shared_object<report> all;
  child root{[&] {
    work(*all);
    return 0;
  }};
  EXPECT_TRUE(wait_until([&] { return all->count == 4 || root.handle().has_ended(); }));
  root.kill();
  EXPECT_EQ(root.wait().kind, ending_kind::signalled);
  for (int i = 0; i < all->count; ++i)
    EXPECT_TRUE(wait_until([&] { return is_gone(all->pids[i]); }, 3s));
  EXPECT_THAT(lasting_leaks_since(before), IsEmpty());
}

void report_chain(report& all) {
  const a_system sys;
  listener test;
  const process top{fn<be_chained>, static_cast<caf::actor>(test), 3};
  for (const int pid : start_chain(test, top, 4))
    all.pids[all.count++] = pid;
  wait_for_ever();
}

TEST(RootDeath, KP_10_NothingOutlivesTheRoot) { expect_nothing_left(&report_chain); }

TEST(RootDeath, KP_10_WhatAnEndedThreadHasStartedLivesAsLongAsTheRootAndNoLonger) {
  expect_nothing_left([](report& all) {
    const a_system sys;
    listener test;
    const process top{fn<be_chained>, static_cast<caf::actor>(test), 3};
    std::thread{[&] { top.start(); }}.join();
    for (int i = 0; i < 4; ++i)
      all.pids[i] = test.hear<int>();
    EXPECT_TRUE(top.is_alive());
    all.count = 4;
    wait_for_ever();
  });
}

constexpr const char* unshare = "/usr/bin/unshare";

/// What `unshare` is given to start a program as process 1 of a namespace of its own, with a /proc of it; empty where
/// neither root nor a user may.
std::vector<std::string> begin_as_process_1() {
  std::vector<std::string> words{"--pid", "--fork", "--mount-proc", "--kill-child"};
  for (const char* const as : {"--mount", "--map-root-user"}) {
    std::vector<std::string> trial = words;
    trial.insert(trial.begin(), as);
    words = trial;
    trial.emplace_back("true");
    if (running_program{unshare, trial}.wait() == ending{ending_kind::exited, 0})
      return words;
  }
  return {};
}

class Process1 : public testing::Test {
protected:
  void SetUp() override {
    if (words_.empty())
      GTEST_SKIP() << "no process namespace may be made here, neither by this user nor in a user namespace";
    words_.emplace_back(CONFORMANCE_PROGRAM);
  }
  [[nodiscard]] running_program run(const char* job) {
    words_.emplace_back(job);
    return {unshare, words_};
  }

  std::vector<std::string> words_ = begin_as_process_1();
  const belongings before_ = take_stock();
};

// As the first process of a container: its processes have a parent whose number is 1, and one that is lost has no
// other number.
TEST_F(Process1, KP_10_NothingOutlivesARootThatIsKilled) {
  {
    running_program program = run("join");
    program.wait_for_line("ready");
    program.signal(SIGKILL); // and unshare's child with it
    EXPECT_EQ(program.wait(), (ending{ending_kind::signalled, SIGKILL}));
  }
  EXPECT_THAT(lasting_leaks_since(before_), IsEmpty());
}

TEST_F(Process1, KP_10_NorOneThatIsInterrupted) {
  {
    running_program program = run("join");
    program.wait_for_line("ready");
    program.press_ctrl_c();
    EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130}));
  }
  EXPECT_THAT(lasting_leaks_since(before_), IsEmpty());
}

TEST_F(Process1, KP_10_ItsProcessesDoTheirWork) {
  running_program program = run("log_level");
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 0}));
  EXPECT_EQ(program.said(), "[WARNING/clerk] working\n");
}

#ifdef TROUPE_FAULT_POINTS
class RootFault : public testing::TestWithParam<const char*> {};

TEST_P(RootFault, KP_10_ARootThatDiesInTheMiddleOfAStartLeavesNothing) {
  const belongings before = take_stock();
  child root{[] {
    const a_system sys;
    listener test;
    const process first{fn<be_chained>, static_cast<caf::actor>(test), 1};
    start_chain(test, first, 2);
    const scoped_fault fault{GetParam(), os::fault_action::kill};
    process{fn<wait_for_ever>}.start();
    wait_for_ever();
    return 0;
  }};
  EXPECT_EQ(root.wait(), (ending{ending_kind::signalled, SIGKILL}));
  EXPECT_THAT(lasting_leaks_since(before), IsEmpty());
}
INSTANTIATE_TEST_SUITE_P(Start, RootFault, testing::Values("supervision.start.claimed", "supervision.start.live"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });
#endif

// -- starts -------------------------------------------------------------------------------------------

TEST(Starts, KP_11_ThreadsThatLogAndAllocateDoNotHoldUpStarts) {
  set_test_limit(240s);
  const a_system sys;
  add_log_sink([](const log_line&) {});
  std::atomic<bool> over{false};
  std::vector<std::thread> busy;
  for (int i = 0; i < 8; ++i)
    busy.emplace_back([&over] {
      while (!over) {
        const std::vector<std::string> some(64, std::string(100, 'x'));
        logger().info(some.back());
        std::this_thread::yield();
      }
    });
  const int starts = start_method_under_test() == troupe::exec ? 100 : 1000;
  for (int i = 0; i < starts; ++i) {
    const process p{fn<[] { logger().info(std::string(100, 'y')); }>};
    p.start();
    p.join();
    ASSERT_EQ(p.exitcode(), 0);
  }
  over = true;
  for (std::thread& each : busy)
    each.join();
}

const int constructed_in = os::own_pid();

TEST(Starts, KP_12_WhatStaticConstructorsDoIsDoneOnceByTheForkServer) {
  const a_system sys;
  listener test;
  std::set<int> places;
  for (int i = 0; i < 3; ++i) {
    const process p{
      {.start = fork_server}, fn<[](const caf::actor& to) { say(to, constructed_in); }>, static_cast<caf::actor>(test)};
    p.start();
    places.insert(test.hear<int>());
    p.join();
  }
  EXPECT_THAT(places, testing::SizeIs(1));
  EXPECT_NE(*places.begin(), os::own_pid());
}

TEST(Starts, KP_12_AStartIsAMatterOfMilliseconds) {
  const a_system sys;
  std::vector<os::duration> times;
  for (int i = 0; i < 21; ++i) {
    const auto before = os::clock::now();
    const process p{{.start = fork_server}, fn<[] {}>};
    p.start();
    times.push_back(os::clock::now() - before);
    p.join();
  }
  std::ranges::sort(times);
  EXPECT_LT(times[times.size() / 2], 50ms) << "on a machine that does other things as well";
}

// -- Ctrl-C -------------------------------------------------------------------------------------------

class Interrupted : public testing::TestWithParam<const char*> {};

TEST_P(Interrupted, KP_24_CtrlCIsOneLineAndExitCode130AndNothingIsLeft) {
  running_program program{CONFORMANCE_PROGRAM, {GetParam()}};
  const belongings before = take_stock();
  program.wait_for_line("ready");
  program.signal(SIGINT);
  const auto since = os::clock::now();
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130}));
  EXPECT_LT(os::clock::now() - since, 5s); // a second, on a machine that has nothing else to do
  EXPECT_EQ(program.said(), "ready\ninterrupted by Ctrl-C (SIGINT)\n");
  EXPECT_THAT(lasting_leaks_since(before), IsEmpty());
}
INSTANTIATE_TEST_SUITE_P(In, Interrupted, testing::Values("join", "return", "wait"),
                         [](const auto& info) { return std::string{info.param}; });

TEST(InterruptedTwice, KP_24_ASecondCtrlCEndsAtOnce) {
  running_program program{CONFORMANCE_PROGRAM, {"ignore"}};
  const belongings before = take_stock();
  program.wait_for_line("ready");
  program.signal(SIGINT);
  program.wait_for_line("ready\nready");
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), (ending{ending_kind::signalled, SIGINT}));
  EXPECT_THAT(lasting_leaks_since(before), IsEmpty());
}

// -- exit codes ---------------------------------------------------------------------------------------

TYPED_TEST(Trees, KP_26_AnyNumberOfThreadsReadTheSameExitCode) {
  const process_of<TypeParam> p{fn<exit_process>, 7};
  p.start();
  std::vector<std::optional<int>> codes(8);
  std::vector<std::thread> threads;
  for (auto& code : codes)
    threads.emplace_back([&p, &code] {
      p.join();
      code = p.exitcode();
    });
  for (std::thread& each : threads)
    each.join();
  EXPECT_THAT(codes, Each(std::optional{7}));
}

TEST(ExitCodes, KP_26_AForeignWaitTakesNothingAway) {
  const a_system sys;
  const process p{fn<exit_process>, 7};
  p.start();
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {
  }
  p.join();
  EXPECT_EQ(p.exitcode(), 7);
}

// -- descriptors --------------------------------------------------------------------------------------

TEST(Descriptors, KP_27_AHundredProcessesLeaveDescriptorsAsTheyWere) {
  const a_system sys;
  const auto cycle = [] {
    const process p{fn<[] {}>};
    p.start();
    static_cast<void>(p.sentinel());
    static_cast<void>(p.address());
    p.join();
    const process closed{fn<[] {}>};
    closed.start();
    closed.join();
    closed.close();
  };
  cycle();
  const belongings before = take_stock();
  for (int i = 0; i < (start_method_under_test() == troupe::exec ? 20 : 100); ++i)
    cycle();
  EXPECT_THAT(lasting_leaks_since(before), IsEmpty());
}

} // namespace
} // namespace troupe::tests

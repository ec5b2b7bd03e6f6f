/// Processes: from their description to their exit code.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "os/process_facts.hpp"
#include "support/elsewhere.hpp"
#include "support/listener.hpp"
#include "support/main_has_run.hpp"
#include "support/process_by_messages.hpp"
#include "support/scoped.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
namespace os = rooms::os;

template <class Flavour>
struct Process : testing::Test {
  a_system sys;
};
TYPED_TEST_SUITE(Process, flavours, flavour_names);

template <class Flavour>
struct ProcessStart : testing::Test {};
TYPED_TEST_SUITE(ProcessStart, flavours, flavour_names);

struct ProcessHere : testing::Test {
  a_system sys;
};

// -- what the processes do ----------------------------------------------------------------------------

void do_nothing() {}
void wait_for_the_end() { wait_for_ever(); }
void exit_with(int code) { exit_process(code); }
void say_pid(const caf::actor& test) { say(test, os::own_pid()); }
void say_name(const caf::actor& test) { say(test, current_process().name()); }
void go_on_when_told(const caf::actor& test) { wait_for_go(test); }

struct told {
  int number = 0;
  std::string word;
  std::vector<double> list;
};
void say_arguments(const caf::actor& test, int number, const std::string& word, const std::vector<double>& list) {
  say(test, told{number, word, list});
}

// -- before, during, after ----------------------------------------------------------------------------

TYPED_TEST(Process, PRC_01_ADescriptionIsNoProcess) {
  const process_of<TypeParam> p{fn<do_nothing>};
  EXPECT_FALSE(p.is_alive());
  EXPECT_EQ(p.exitcode(), std::nullopt);
  EXPECT_EQ(p.pid(), std::nullopt);
  EXPECT_THAT(active_children(), IsEmpty());
}

TYPED_TEST(Process, PRC_02_TheFunctionRunsOnceInANewProcess) {
  listener test;
  const process_of<TypeParam> p{fn<say_pid>, static_cast<caf::actor>(test)};
  p.start();
  const int seen = test.hear<int>();
  EXPECT_EQ(p.pid(), seen);
  EXPECT_NE(seen, os::own_pid());
  p.join();
  EXPECT_FALSE(test.has_heard<int>());
}

TYPED_TEST(Process, PRC_03_ArgumentsArriveInOrderAndEqual) {
  listener test;
  const process_of<TypeParam> p{fn<say_arguments>, static_cast<caf::actor>(test), 7, "seven", std::vector{7.0, 7.5}};
  p.start();
  const told heard = test.hear<told>();
  EXPECT_EQ(heard.number, 7);
  EXPECT_EQ(heard.word, "seven");
  EXPECT_THAT(heard.list, ElementsAre(7.0, 7.5));
  p.join();
}

#ifdef TROUPE_FAULT_POINTS
TYPED_TEST(ProcessStart, PRC_05_AStartThatCannotBeSaysWhyAndMayBeTriedAgain) {
  const scoped_variable fault{"TROUPE_FAULT", "spawn.before_fork:fail:1:11"}; // EAGAIN, in the spawner
  const a_system sys;
  const process_of<TypeParam> p{fn<do_nothing>};
  EXPECT_THROW(p.start(), no_resource);
  EXPECT_FALSE(p.is_alive());
  EXPECT_EQ(p.pid(), std::nullopt);
  p.start();
  p.join();
  EXPECT_EQ(p.exitcode(), 0);
}
#endif

TYPED_TEST(Process, PRC_09_TheNameGivenOrSetIsWhatTheProcessReads) {
  listener test;
  const process_of<TypeParam> given{{.name = "worker 1"}, fn<say_name>, static_cast<caf::actor>(test)};
  given.start();
  EXPECT_EQ(test.hear<std::string>(), "worker 1");
  const process_of<TypeParam> set{fn<say_name>, static_cast<caf::actor>(test)};
  set.set_name("clock");
  EXPECT_EQ(set.name(), "clock");
  set.start();
  EXPECT_EQ(test.hear<std::string>(), "clock");
  EXPECT_THROW(set.set_name("late"), invalid_state);
  given.join();
  set.join();
}

TEST_F(ProcessHere, PRC_10_TheProgramItselfIsAProcessToo) {
  const process self = current_process();
  EXPECT_EQ(self.name(), "MainProcess");
  EXPECT_TRUE(self.is_alive());
  EXPECT_FALSE(self.daemon());
  EXPECT_EQ(self.pid(), os::own_pid());
  EXPECT_EQ(self.exitcode(), std::nullopt);
  EXPECT_THROW(self.join(), invalid_state);
  EXPECT_THROW(self.terminate(), invalid_argument);
}

TYPED_TEST(Process, PRC_11_PRC_12_AliveBetweenStartAndEnd) {
  listener test;
  const process_of<TypeParam> p{fn<go_on_when_told>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_TRUE(p.is_alive());
  EXPECT_EQ(p.exitcode(), std::nullopt);
  let_go(test.hear<caf::actor>());
  p.join();
  EXPECT_EQ(p.exitcode(), 0);
  EXPECT_FALSE(p.is_alive());
}

TEST_F(ProcessHere, PRC_11_PRC_12_ActiveChildrenAreThoseThatRun) {
  listener test;
  const process p{fn<go_on_when_told>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_THAT(active_children(), ElementsAre(p));
  let_go(test.hear<caf::actor>());
  p.join();
  EXPECT_THAT(active_children(), IsEmpty());
}

TYPED_TEST(Process, PRC_13_JoinWaitsForTheEndAndThenNoMore) {
  listener test;
  const process_of<TypeParam> p{fn<go_on_when_told>, static_cast<caf::actor>(test)};
  EXPECT_THROW(p.join(), invalid_state);
  p.start();
  let_go(test.hear<caf::actor>());
  p.join();
  EXPECT_FALSE(p.is_alive());
  p.join();
  EXPECT_TRUE(p.join_for(1h));
}

TYPED_TEST(Process, PRC_14_JoinForComesBackWhenTheTimeIsUp) {
  listener test;
  const process_of<TypeParam> p{fn<go_on_when_told>, static_cast<caf::actor>(test)};
  p.start();
  const caf::actor waiting = test.hear<caf::actor>();
  const auto before = os::clock::now();
  EXPECT_FALSE(p.join_for(100ms));
  EXPECT_GE(os::clock::now() - before, 100ms);
  EXPECT_FALSE(p.join_for(0ms));
  EXPECT_FALSE(p.join_for(-1s));
  EXPECT_TRUE(p.is_alive());
  let_go(waiting);
  EXPECT_TRUE(p.join_for(1h));
  EXPECT_EQ(p.exitcode(), 0);
}

TYPED_TEST(Process, PRC_15_TerminateIsSigterm) {
  const process_of<TypeParam> p{fn<wait_for_the_end>};
  EXPECT_THROW(p.terminate(), invalid_state);
  p.start();
  p.terminate();
  p.join();
  EXPECT_EQ(p.exitcode(), -SIGTERM);
  p.terminate(); // nothing is left to end
}

TYPED_TEST(Process, PRC_16_KillIsSigkill) {
  const process_of<TypeParam> p{fn<wait_for_the_end>};
  p.start();
  p.kill();
  p.join();
  EXPECT_EQ(p.exitcode(), -SIGKILL);
}

TYPED_TEST(Process, PRC_17_PRC_19_ExitCodesAreWhatTheProcessChoseOrMinusTheSignal) {
  const auto code_of = [](const process_of<TypeParam>& p) {
    p.start();
    p.join();
    return p.exitcode();
  };
  EXPECT_EQ(code_of(process_of<TypeParam>{fn<do_nothing>}), 0);
  EXPECT_EQ(code_of(process_of<TypeParam>{fn<exit_with>, 3}), 3);
  EXPECT_EQ(code_of(process_of<TypeParam>{fn<exit_with>, 255}), 255);
  EXPECT_EQ(code_of(process_of<TypeParam>{fn<[] { std::abort(); }>}), -SIGABRT);
  EXPECT_EQ(code_of(process_of<TypeParam>{fn<[] { std::exit(4); }>}), 4);
  EXPECT_EQ(code_of(process_of<TypeParam>{fn<[] { std::_Exit(5); }>}), 5);
}

TEST_F(ProcessHere, PRC_19_TheProgramItselfReturnsFromMainInstead) { EXPECT_THROW(exit_process(3), contract_error); }

TYPED_TEST(Process, PRC_31_AHundredProcessesInABurst) {
  std::vector<process_of<TypeParam>> all;
  for (int i = 0; i < 100; ++i)
    all.emplace_back(fn<[] { std::this_thread::sleep_for(10ms); }>); // pause: what they do
  for (const auto& each : all)
    each.start();
  for (const auto& each : all) {
    each.join();
    EXPECT_EQ(each.exitcode(), 0);
  }
}

struct shout {
  caf::actor to;
  std::string word;
  void run() const {
    std::string loud;
    for (const char letter : word)
      loud += static_cast<char>(std::toupper(letter));
    say(to, loud);
  }
};

TYPED_TEST(Process, PRC_34_AStructThatRunsIsThereWithItsFields) {
  listener test;
  const process_of<TypeParam> p{shout{test, "hello"}};
  p.start();
  EXPECT_EQ(test.hear<std::string>(), "HELLO");
  p.join();
  EXPECT_EQ(p.exitcode(), 0);
}

TEST_F(ProcessHere, PRC_36_ThereIsAtLeastOneCpu) { EXPECT_GE(cpu_count(), 1U); }

TYPED_TEST(Process, PRC_38_ItsFirstThreadHasAnIdOfItsOwn) {
  listener test;
  const process_of<TypeParam> p{fn<[](const caf::actor& to) { say(to, os::own_tid()); }>,
                                static_cast<caf::actor>(test)};
  p.start();
  EXPECT_NE(test.hear<int>(), os::own_tid());
  p.join();
}

int global = 1;

TYPED_TEST(Process, PRC_40_GlobalsAreNotShared) {
  listener test;
  global = 2; // not seen there
  const process_of<TypeParam> p{fn<[](const caf::actor& to) { say(to, global++); }>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_EQ(test.hear<int>(), 1);
  p.join();
  EXPECT_EQ(global, 2);
}

TYPED_TEST(Process, PRC_41_TheFunctionMayLieInAnotherSourceFile) {
  const process_of<TypeParam> p{fn<exit_with_41>};
  p.start();
  p.join();
  EXPECT_EQ(p.exitcode(), 41);
}

TYPED_TEST(Process, PRC_42_MainDoesNotRunAgain) {
  listener test;
  EXPECT_TRUE(main_has_run);
  const process_of<TypeParam> p{fn<[](const caf::actor& to) { say(to, main_has_run); }>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_FALSE(test.hear<bool>());
  p.join();
}

} // namespace
} // namespace troupe::tests

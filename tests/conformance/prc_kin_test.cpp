/// Processes: names, parents and children.
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/process_by_messages.hpp"
#include "support/scoped.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace os = rooms::os;

template <class Flavour>
struct Kin : testing::Test {
  a_system sys;
};
TYPED_TEST_SUITE(Kin, flavours, flavour_names);

struct ProcessKin : testing::Test {
  a_system sys;
  listener test;
};

void do_nothing() {}
void say_name(const caf::actor& test) { say(test, current_process().name()); }
void go_on_when_told(const caf::actor& test) { wait_for_go(test); }
void say_pid_and_hang(const caf::actor& test) {
  say(test, os::own_pid());
  wait_for_ever();
}

struct consumer {
  caf::actor test;
  void operator()() const { say_name(test); }
};

/// "Process-7" -> 7
int number_in(const std::string& name) { return std::stoi(name.substr(name.find('-') + 1)); }

// -- names --------------------------------------------------------------------------------------------

TYPED_TEST(Kin, PRC_06_TheDefaultNameCountsAllProcesses) {
  const process_of<TypeParam> first{fn<do_nothing>};
  const process_of<TypeParam> second{{.name = "worker 1"}, fn<do_nothing>};
  const process_of<TypeParam> third{fn<do_nothing>};
  EXPECT_EQ(third.name(), "Process-" + std::to_string(number_in(first.name()) + 2));
}

void name_a_child(const caf::actor& test) {
  const process first{{.name = "named"}, fn<say_name>, test};
  const process second{fn<say_name>, test};
  second.start();
  second.join();
}

TYPED_TEST(Kin, PRC_07_TheNamesOfItsChildrenBeginWithItsOwn) {
  listener test;
  const process_of<TypeParam> p{fn<name_a_child>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_EQ(test.hear<std::string>(), p.name() + ":2");
  p.join();
}

TYPED_TEST(Kin, PRC_08_ACallableClassGivesItsNameToItsProcesses) {
  listener test;
  const process_of<TypeParam> p{consumer{test}};
  EXPECT_THAT(p.name(), testing::StartsWith("consumer-"));
  p.start();
  EXPECT_EQ(test.hear<std::string>(), p.name());
  p.join();
}

// -- daemons ------------------------------------------------------------------------------------------

void say_daemon(const caf::actor& test) {
  say(test, current_process().daemon());
  say(test, process{fn<do_nothing>}.daemon());
  say(test, process{{.daemon = false}, fn<do_nothing>}.daemon());
}

TYPED_TEST(Kin, PRC_20_DaemonIsInheritedUnlessSaidOtherwise) {
  listener test;
  EXPECT_FALSE((process_of<TypeParam>{fn<do_nothing>}.daemon()));
  const process_of<TypeParam> p{fn<say_daemon>, static_cast<caf::actor>(test)};
  p.set_daemon(true);
  EXPECT_TRUE(p.daemon());
  p.start();
  EXPECT_TRUE(test.hear<bool>());
  EXPECT_TRUE(test.hear<bool>());
  EXPECT_FALSE(test.hear<bool>());
  p.join();
}

TYPED_TEST(Kin, PRC_21_DaemonCannotBeSetAfterTheStart) {
  listener test;
  const process_of<TypeParam> p{fn<go_on_when_told>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_THROW(p.set_daemon(true), invalid_state);
  EXPECT_FALSE(p.daemon());
  let_go(test.hear<caf::actor>());
  p.join();
}

void have_a_daemon(const caf::actor& test) {
  listener own;
  process{{.daemon = true}, fn<say_pid_and_hang>, static_cast<caf::actor>(own)}.start();
  say(test, own.hear<int>());
}

TEST_F(ProcessKin, PRC_22_ADaemonEndsWithItsParent) {
  const process boss{fn<have_a_daemon>, static_cast<caf::actor>(test)};
  boss.start();
  boss.join();
  EXPECT_EQ(boss.exitcode(), 0);
  const int pid = test.hear<int>();
  EXPECT_TRUE(wait_until([&] { return os::process_state(pid) == 0; }));
}

TEST(ProcessEnd, PRC_22_TheEndOfTheSystemDoesNotWaitForADaemon) {
  std::optional<a_system> sys{std::in_place};
  int pid = 0;
  {
    listener test;
    process{{.daemon = true}, fn<say_pid_and_hang>, static_cast<caf::actor>(test)}.start();
    pid = test.hear<int>();
  }
  const auto before = os::clock::now();
  sys.reset();
  EXPECT_LT(os::clock::now() - before, 3s);
  EXPECT_EQ(os::process_state(pid), 0);
}

void start_one_that_waits(const caf::actor& test) { process{fn<go_on_when_told>, test}.start(); }

TEST_F(ProcessKin, PRC_23_TheEndOfAParentWaitsForWhatIsNoDaemon) {
  const process boss{fn<start_one_that_waits>, static_cast<caf::actor>(test)};
  boss.start();
  const caf::actor child = test.hear<caf::actor>();
  EXPECT_FALSE(boss.join_for(200ms));
  let_go(child);
  boss.join();
  EXPECT_EQ(boss.exitcode(), 0);
}

void write_after_a_while(const std::string& file) {
  std::this_thread::sleep_for(300ms); // pause: the system's end has begun by then
  std::ofstream{file} << "written";
}

TEST(ProcessEnd, PRC_23_TheEndOfTheSystemWaitsForWhatIsNoDaemon) {
  const temp_folder folder;
  const std::string file = folder.path() / "written";
  {
    const a_system sys;
    process{fn<write_after_a_while>, file}.start();
  }
  std::string word;
  std::ifstream{file} >> word;
  EXPECT_EQ(word, "written");
}

TEST_F(ProcessKin, PRC_24_WhatADaemonStartsEndsWithIt) {
  const process daemon{{.daemon = true},
                       fn<[](const caf::actor& to) {
                         process{{.daemon = false}, fn<say_pid_and_hang>, to}.start();
                         wait_for_ever();
                       }>,
                       static_cast<caf::actor>(test)};
  daemon.start();
  const int pid = test.hear<int>();
  daemon.kill();
  daemon.join();
  EXPECT_TRUE(wait_until([&] { return os::process_state(pid) == 0; }));
}

// -- parents and children -----------------------------------------------------------------------------

void count_children(const caf::actor& test) {
  say(test, static_cast<int>(active_children().size()));
  const process p{fn<go_on_when_told>, test};
  p.start();
  say(test, active_children() == std::vector<process>{p});
  p.join();
  say(test, static_cast<int>(active_children().size()));
}

TEST_F(ProcessKin, PRC_28_ActiveChildrenIsEmptyInANewProcess) {
  const process p{fn<count_children>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_EQ(test.hear<int>(), 0);
  EXPECT_TRUE(test.hear<bool>());
  let_go(test.hear<caf::actor>());
  EXPECT_EQ(test.hear<int>(), 0);
  p.join();
}

struct parent_seen {
  int pid = 0;
  std::string name;
  bool alive = false;
  bool over_at_once = true;
};
void say_parent(const caf::actor& test) {
  const process parent = parent_process().value();
  say(test, parent_seen{parent.pid().value(), parent.name(), parent.is_alive(), parent.join_for(1ms)});
}

TEST_F(ProcessKin, PRC_29_TheParentIsKnownToItsChildren) {
  EXPECT_EQ(parent_process(), std::nullopt);
  const process p{fn<say_parent>, static_cast<caf::actor>(test)};
  p.start();
  const parent_seen program = test.hear<parent_seen>();
  EXPECT_EQ(program.pid, os::own_pid());
  EXPECT_EQ(program.name, "MainProcess");
  EXPECT_TRUE(program.alive);
  EXPECT_FALSE(program.over_at_once);
  p.join();
  const process boss{{.name = "boss"},
                     fn<[](const caf::actor& to) { process{fn<say_parent>, to}.start(); }>,
                     static_cast<caf::actor>(test)};
  boss.start();
  const parent_seen seen = test.hear<parent_seen>();
  EXPECT_EQ(seen.pid, boss.pid());
  EXPECT_EQ(seen.name, "boss");
  EXPECT_TRUE(seen.alive);
  EXPECT_FALSE(seen.over_at_once);
  boss.join();
}

void grow(const caf::actor& test, const std::vector<int>& id) {
  say(test, id);
  for (int i = 0; id.size() < 2 && i < 2; ++i) {
    std::vector<int> below = id;
    below.push_back(i);
    const process child{fn<grow>, test, below};
    child.start();
    child.join();
  }
}

TEST_F(ProcessKin, PRC_30_ATreeOfProcessesThatJoinSpeaksDepthFirst) {
  const process root{fn<grow>, static_cast<caf::actor>(test), std::vector<int>{}};
  root.start();
  root.join();
  std::vector<std::vector<int>> heard;
  for (int i = 0; i < 7; ++i)
    heard.push_back(test.hear<std::vector<int>>());
  using id = std::vector<int>;
  EXPECT_THAT(heard, ElementsAre(id{}, id{0}, id{0, 0}, id{0, 1}, id{1}, id{1, 0}, id{1, 1}));
}

void say_log_level(const caf::actor& test, int generations) {
  if (generations == 0)
    return say(test, logger().enabled(level::trace));
  const process child{fn<say_log_level>, test, generations - 1};
  child.start();
  child.join();
}

TEST_F(ProcessKin, PRC_43_OptionsOfTheProgramReachGrandchildren) {
  set_log_level(level::trace);
  add_log_sink([](const log_line&) {});
  const process p{fn<say_log_level>, static_cast<caf::actor>(test), 1};
  p.start();
  EXPECT_TRUE(test.hear<bool>());
  p.join();
}

} // namespace
} // namespace troupe::tests

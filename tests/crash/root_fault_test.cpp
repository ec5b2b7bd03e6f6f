// The root, the guard or the spawner is killed at every named step of a program's start, life and
// end. Nothing of the program outlives the root by more than a moment; while the root lives it goes
// on, or says in words why it cannot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/process_facts.hpp"
#include "processes.hpp"
#include "support/child.hpp"
#include "support/run.hpp"
#include "support/running_program.hpp"
#include "support/scoped.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using std::chrono::seconds;

// The promise, on a loaded machine as well: from the death on, not from the start of the program.
constexpr auto moment = seconds(1);

std::vector<int> left_of_the_program() {
  std::vector<int> left = rooms::os::processes_with_environment(program_mark());
  std::erase(left, rooms::os::own_pid());
  return left;
}

/// Whether no more than `most` of its processes are left a moment from now; if not, which ones.
testing::AssertionResult is_gone_soon(std::size_t most = 0) {
  std::vector<int> left;
  if (wait_until([&] { return (left = left_of_the_program()).size() <= most; }, moment))
    return testing::AssertionSuccess();
  testing::AssertionResult failure = testing::AssertionFailure() << "still there:";
  for (const int pid : left)
    failure << ' ' << pid << " '" << thread_name_of(pid) << "' (state " << rooms::os::process_state(pid) << ')';
  return failure;
}

std::string name_of(const testing::TestParamInfo<const char*>& info) {
  std::string name{info.param};
  for (char& each : name)
    each = each == '.' ? '_' : each;
  return name;
}

class Root : public testing::TestWithParam<const char*> {};

TEST_P(Root, Killed_there_takes_everything_with_it) {
  const scoped_variable fault{"TROUPE_FAULT", std::string{GetParam()} + ":kill:1"};
  running_program program{CRASH_PROGRAM, {}};
  EXPECT_EQ(program.process().wait(), (ending{ending_kind::signalled, SIGKILL})) << "the step was never passed";
  EXPECT_TRUE(is_gone_soon());
}

INSTANTIATE_TEST_SUITE_P(Step, Root,
                         testing::Values("spawn.root.guard_started", "mailbox.slot.status_reserved",
                                         "mailbox.slot.before_claim", "supervision.start.claimed",
                                         "supervision.start.live", "mailbox.lane.before_link",
                                         "mailbox.ring.before_tail", "mailbox.ring.after_tail",
                                         "mailbox.bell.before_wake", "mailbox.arena.written",
                                         "mailbox.slot.before_partners", "supervision.end.told", "actor.bury.told",
                                         "mailbox.lane.unlinked", "mailbox.slot.punched", "house.stop.refused",
                                         "house.stop.asked", "house.stop.alone", "spawn.end.asked"),
                         name_of);

class RootOfAStubbornWorker : public testing::TestWithParam<const char*> {};

TEST_P(RootOfAStubbornWorker, Killed_there_takes_everything_with_it) {
  const scoped_variable fault{"TROUPE_FAULT", std::string{GetParam()} + ":kill:1"};
  running_program program{CRASH_PROGRAM, {"stubborn"}};
  EXPECT_EQ(program.process().wait(), (ending{ending_kind::signalled, SIGKILL})) << "the step was never passed";
  EXPECT_TRUE(is_gone_soon());
}

INSTANTIATE_TEST_SUITE_P(Step, RootOfAStubbornWorker, testing::Values("house.stop.terminated", "house.stop.killed"),
                         name_of);

TEST(RootOfAStubbornWorker, Unharmed_goes_on_to_its_end) {
  running_program program{CRASH_PROGRAM, {"stubborn"}};
  const ending how = program.wait();
  EXPECT_EQ(how, (ending{ending_kind::exited, 0})) << program.said();
  EXPECT_EQ(program.said(), "alive\nended\n");
}

class RootWithObjects : public testing::TestWithParam<const char*> {};

TEST_P(RootWithObjects, Killed_there_takes_everything_with_it) {
  const scoped_variable fault{"TROUPE_FAULT", std::string{GetParam()} + ":kill:1"};
  running_program program{OBJECTS_PROGRAM, {}};
  EXPECT_EQ(program.process().wait(), (ending{ending_kind::signalled, SIGKILL})) << "the step was never passed";
  EXPECT_TRUE(is_gone_soon());
}

INSTANTIATE_TEST_SUITE_P(Step, RootWithObjects,
                         testing::Values("objects.transit.departed", "parallel.start.written",
                                         "supervision.process.carried", "parallel.start.handed_over",
                                         "objects.bury.lost", "objects.end.claimed", "objects.watch.counted",
                                         "parallel.door.looked"),
                         name_of);

class RootOfATree : public testing::TestWithParam<const char*> {};

TEST_P(RootOfATree, Killed_there_takes_everything_with_it) {
  const scoped_variable fault{"TROUPE_FAULT", std::string{GetParam()} + ":kill:1"};
  running_program program{TREE_PROGRAM, {}};
  EXPECT_EQ(program.process().wait(), (ending{ending_kind::signalled, SIGKILL})) << "the step was never passed";
  EXPECT_TRUE(is_gone_soon());
}

// What docs/formats/estate.md lists of the house.
INSTANTIATE_TEST_SUITE_P(Step, RootOfATree,
                         testing::Values("mailbox.slot.before_partners", "supervision.end.told",
                                         "mailbox.estate.decided", "supervision.role.settled",
                                         "supervision.restart.revived"),
                         name_of);

TEST(RootOfATree, Unharmed_goes_on_to_its_end) {
  running_program program{TREE_PROGRAM, {}};
  const ending how = program.wait();
  EXPECT_EQ(how, (ending{ending_kind::exited, 0})) << program.said();
  EXPECT_EQ(program.said(), "ended\n");
}

class Servant : public testing::TestWithParam<const char*> {};

TEST_P(Servant, Killed_there_hangs_nobody_and_leaves_nothing) {
  const scoped_variable fault{"TROUPE_FAULT", std::string{GetParam()} + ":kill:1"};
  running_program program{CRASH_PROGRAM, {}};
  const ending how = program.wait();
  EXPECT_EQ(how, (ending{ending_kind::exited, 0})) << program.said();
  EXPECT_THAT(program.said(), testing::HasSubstr("ended\n"));
  EXPECT_TRUE(is_gone_soon());
}

INSTANTIATE_TEST_SUITE_P(Step, Servant,
                         testing::Values("spawn.guard.started", "spawn.guard.before_fork", "spawn.guard.after_fork",
                                         "spawn.spawner.forked", "spawn.request.received", "spawn.before_fork",
                                         "spawn.child.born", "spawn.child.before_entry", "spawn.after_fork",
                                         "spawn.reply.before", "spawn.reap.before_report", "supervision.worker.made",
                                         "supervision.worker.reported", "mailbox.report.before_publish",
                                         "spawn.end.heard", "spawn.end.swept", "spawn.guard.alarmed",
                                         "spawn.guard.before_sweep", "spawn.guard.swept"),
                         name_of);

// Who is killed from outside while the program waits: by name, all in one instant.
class Killed : public testing::TestWithParam<std::vector<std::string>> {};

int process_named(int root, const std::string& name) {
  for (const int pid : rooms::os::processes_with_environment(program_mark()))
    if (pid != rooms::os::own_pid() && (name == "root" ? pid == root : thread_name_of(pid) == name))
      return pid;
  return 0;
}

TEST_P(Killed, From_outside_leaves_nothing_once_the_root_is_gone) {
  running_program program{CRASH_PROGRAM, {"wait"}};
  program.wait_for_line("alive");
  std::vector<rooms::os::pidfd> victims;
  for (const std::string& name : GetParam()) {
    const int pid = process_named(program.pid(), name);
    ASSERT_NE(pid, 0) << name;
    victims.push_back(rooms::os::pidfd::open(pid));
  }
  for (const auto& each : victims)
    each.signal(SIGKILL);
  const bool root_lives = std::ranges::find(GetParam(), "root") == GetParam().end();
  const std::size_t remaining = root_lives ? 1 : 0;
  EXPECT_TRUE(is_gone_soon(remaining));
  if (root_lives)
    program.signal(SIGKILL);
  EXPECT_EQ(program.process().wait(), (ending{ending_kind::signalled, SIGKILL}));
  EXPECT_TRUE(is_gone_soon());
}

using names = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(At_once, Killed,
                         testing::Values(names{"root"}, names{"troupe-spawner"}, names{"troupe-guard"},
                                         names{"root", "troupe-spawner"}, names{"root", "troupe-guard"},
                                         names{"troupe-guard", "troupe-spawner"}),
                         [](const auto& info) {
                           std::string joined;
                           for (const std::string& each : info.param)
                             joined += (joined.empty() ? "" : "_and_") + each.substr(each.rfind('-') + 1);
                           return joined;
                         });

} // namespace
} // namespace troupe::tests

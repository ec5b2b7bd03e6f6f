#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <random>
#include <unistd.h>

#include "attendant.hpp"
#include "entries.hpp"
#include "os/pidfd.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {

namespace {

constexpr int with_family_count = 2;
constexpr std::size_t all_of_them = 2 + with_family_count * 4; // guard, spawner; worker, child, daemon, its child

void start_families(attendant& root) {
  for (int i = 0; i < with_family_count; ++i) {
    root.ask(entries::with_family);
    root.line();
  }
}

// A root of its own, that a test can kill.
class root_process {
public:
  explicit root_process(const std::function<void(attendant&)>& life)
    : mark(os::random_hex(8)), process_([&] {
        attendant root{mark};
        life(root);
        return 0;
      }) {}

  const std::string mark;
  child& process() { return process_; }

private:
  child process_;
};

void serve_for_ever(attendant& root) {
  start_families(root);
  root.wait_for([] { return false; });
}

os::pidfd hold(const std::string& mark, const std::string& name) {
  for (const int pid : processes_of(mark))
    if (comm_of(pid) == name)
      if (auto process = os::pidfd::find(pid))
        return std::move(*process);
  return {};
}

void kill_named(const std::string& mark, const std::string& name) {
  if (const auto process = hold(mark, name))
    process.signal(SIGKILL);
}

void expect_lost_and_clean(attendant& root) {
  const auto begin = os::clock::now();
  EXPECT_TRUE(root.wait_for([&] { return !root.lost.empty(); }));
  const auto left = processes_of(root.mark);
  if (os::clock::now() - begin < std::chrono::seconds(1)) { // slower than that, and the root has given up waiting
    EXPECT_EQ(left, std::vector<int>{});                    // not in a while: now
  }
  expect_nothing_left(root.mark);
}

void expect_a_new_one_works() {
  attendant root;
  EXPECT_EQ(root.end_of(root.ask(entries::nothing)), (ending{ending_kind::exited, 0}));
}

} // namespace

TEST(Deaths, AnOrderlyEndLeavesNothing) {
  attendant root;
  start_families(root);
  root.end();
  expect_nothing_left(root.mark);
}

TEST(Deaths, AnEndRightAfterTheStartLeavesNothing) {
  for (int i = 0; i < 20; ++i) {
    attendant root;
    if (i % 2 == 1)
      root.ask(entries::with_family);
    root.end();
    expect_nothing_left(root.mark);
  }
}

TEST(Deaths, WhenTheSpawnerDiesAllEndAndTheRootIsTold) {
  attendant root;
  start_families(root);
  EXPECT_TRUE(wait_until([&] { return root.alive() == all_of_them; }));
  kill_named(root.mark, "troupe-spawner");
  expect_lost_and_clean(root);
  EXPECT_EQ(root.lost, "the spawner killed by signal 9 (SIGKILL)");
  expect_a_new_one_works();
}

TEST(Deaths, WhenTheGuardDiesAllEndAndTheRootIsTold) {
  attendant root;
  start_families(root);
  kill_named(root.mark, "troupe-guard");
  expect_lost_and_clean(root);
  EXPECT_TRUE(root.lost.ends_with(") killed by signal 9 (SIGKILL)")) << root.lost;
  expect_a_new_one_works();
}

TEST(Deaths, WhenGuardAndSpawnerDieTheRootFindsTheRest) {
  for (const bool guard_first : {true, false}) {
    attendant root;
    start_families(root);
    const auto guard = hold(root.mark, "troupe-guard");
    const auto spawner = hold(root.mark, "troupe-spawner");
    (guard_first ? guard : spawner).signal(SIGKILL);
    (guard_first ? spawner : guard).signal(SIGKILL);
    expect_lost_and_clean(root);
  }
}

TEST(Deaths, AStoppedGuardOrSpawnerDoesNotHoldUpTheEnd) {
  for (const char* name : {"troupe-guard", "troupe-spawner"}) {
    attendant root;
    start_families(root);
    hold(root.mark, name).signal(SIGSTOP);
    root.end();
    expect_nothing_left(root.mark);
  }
}

TEST(Deaths, AnEndWhileTheSpawnerIsDyingLeavesNothing) {
  for (const char* name : {"troupe-guard", "troupe-spawner"}) {
    attendant root;
    start_families(root);
    kill_named(root.mark, name);
    root.end();
    expect_nothing_left(root.mark);
  }
}

TEST(Deaths, WhenTheRootDiesAllEnd) {
  root_process root{serve_for_ever};
  EXPECT_TRUE(wait_until([&] { return processes_of(root.mark).size() == all_of_them; }));
  root.process().kill();
  expect_nothing_left(root.mark);
}

TEST(Deaths, WhenRootAndSpawnerOrGuardDieInOneInstantTheThirdCleansUp) {
  for (const char* name : {"troupe-guard", "troupe-spawner"})
    for (const bool root_first : {true, false}) {
      root_process root{serve_for_ever};
      EXPECT_TRUE(wait_until([&] { return processes_of(root.mark).size() == all_of_them; }));
      const auto other = hold(root.mark, name);
      (root_first ? root.process().handle() : other).signal(SIGKILL);
      (root_first ? other : root.process().handle()).signal(SIGKILL);
      expect_nothing_left(root.mark);
    }
}

TEST(Deaths, ARootKilledAtAnyMomentOfItsStartLeavesNothing) {
  std::mt19937 random{4711}; // NOLINT(cert-msc51-cpp): the same moments every time, as far as there is such a thing
  std::uniform_int_distribution<int> turns{0, 4000};
  for (int i = 0; i < 40; ++i) {
    root_process root{serve_for_ever};
    volatile int left = turns(random) * 1000;
    while (left > 0)
      left = left - 1;
    root.process().kill();
    expect_nothing_left(root.mark);
  }
}

TEST(Deaths, ARootThatLeavesWithoutEndingItsSpawnerLeavesNothing) {
  root_process root{[](attendant& self) {
    start_families(self);
    ::_exit(0);
  }};
  EXPECT_EQ(root.process().wait(), (ending{ending_kind::exited, 0}));
  expect_nothing_left(root.mark);
}

TEST(Deaths, ADescriptorHeldByAForkOfTheRootKeepsNothingAlive) {
  child* fork_of_root = nullptr;
  {
    attendant root;
    start_families(root);
    fork_of_root = new child{[] {
      ::pause();
      return 0;
    }};
    root.end();
    expect_nothing_left(root.mark);
  }
  delete fork_of_root;
}

#ifdef TROUPE_FAULT_POINTS

namespace {

constexpr const char* serving[] = {"spawn.guard.started",  "spawn.guard.before_fork", "spawn.guard.after_fork",
                                   "spawn.spawner.forked", "spawn.request.received",  "spawn.before_fork",
                                   "spawn.after_fork",     "spawn.reply.before",      "spawn.reap.before_report"};
constexpr const char* ending_itself[] = {"spawn.end.heard", "spawn.end.swept", "spawn.guard.alarmed",
                                         "spawn.guard.before_sweep", "spawn.guard.swept"};
constexpr const char* being_born[] = {"spawn.child.born", "spawn.child.before_entry"};
constexpr const char* of_root[] = {"spawn.root.guard_started", "spawn.end.asked", "spawn.end.guard_ended"};

std::string name_of(const testing::TestParamInfo<const char*>& one) {
  std::string name = one.param;
  std::ranges::replace(name, '.', '_');
  return name;
}

class ServerKilledAt : public testing::TestWithParam<const char*> {};
class KilledWhileEndingAt : public testing::TestWithParam<const char*> {};
class KilledWithRootAt : public testing::TestWithParam<const char*> {};
class WorkerKilledAt : public testing::TestWithParam<const char*> {};
class RootKilledAt : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Deaths, ServerKilledAt, testing::ValuesIn(serving), name_of);
INSTANTIATE_TEST_SUITE_P(Deaths, KilledWhileEndingAt, testing::ValuesIn(ending_itself), name_of);
INSTANTIATE_TEST_SUITE_P(DeathsServing, KilledWithRootAt, testing::ValuesIn(serving), name_of);
INSTANTIATE_TEST_SUITE_P(DeathsEnding, KilledWithRootAt, testing::ValuesIn(ending_itself), name_of);
INSTANTIATE_TEST_SUITE_P(Deaths, WorkerKilledAt, testing::ValuesIn(being_born), name_of);
INSTANTIATE_TEST_SUITE_P(Deaths, RootKilledAt, testing::ValuesIn(of_root), name_of);

std::string kill_at(const char* place) { return std::string{place} + ":kill"; }

} // namespace

TEST_P(ServerKilledAt, TheRootIsToldNothingIsLeftAndANewOneWorks) {
  {
    const scoped_variable armed{"TROUPE_FAULT", kill_at(GetParam())};
    attendant root;
    root.ask(entries::nothing);
    expect_lost_and_clean(root);
  }
  expect_a_new_one_works();
}

TEST_P(KilledWhileEndingAt, NothingIsLeft) {
  const scoped_variable armed{"TROUPE_FAULT", kill_at(GetParam())};
  attendant root;
  start_families(root);
  root.end();
  expect_nothing_left(root.mark);
}

TEST_P(KilledWithRootAt, NothingIsLeft) {
  const scoped_variable armed{"TROUPE_FAULT", kill_at(GetParam())};
  root_process root{[](attendant& self) {
    for (int i = 0; i < 10; ++i)
      self.ask(i % 2 == 0 ? entries::nothing : entries::with_family);
    self.wait_for([&] { return self.gone_ones.size() >= 3 || !self.lost.empty(); });
    ::raise(SIGKILL);
  }};
  root.process().wait();
  expect_nothing_left(root.mark);
}

TEST_P(WorkerKilledAt, ItIsAnEndLikeAnyOther) {
  const scoped_variable armed{"TROUPE_FAULT", kill_at(GetParam())};
  for (const auto method : {spawn::start_method::fork_server, spawn::start_method::exec}) {
    attendant root;
    auto what = plan_for(entries::nothing);
    what.method = method;
    EXPECT_EQ(root.end_of(root.ask(std::move(what))), (ending{ending_kind::signalled, SIGKILL}));
    EXPECT_TRUE(root.lost.empty());
  }
}

TEST(WorkerKilled, InItsFreshImageIsAnEndLikeAnyOther) {
  const scoped_variable armed{"TROUPE_FAULT", "spawn.child.fresh:kill"};
  attendant root;
  auto what = plan_for(entries::nothing);
  what.method = spawn::start_method::exec;
  EXPECT_EQ(root.end_of(root.ask(std::move(what))), (ending{ending_kind::signalled, SIGKILL}));
}

TEST_P(RootKilledAt, NothingIsLeft) {
  const std::string mark = os::random_hex(8);
  const auto end = run_in_child([&] {
    const scoped_fault fault{GetParam(), os::fault_action::kill};
    attendant root{mark};
    start_families(root);
    root.end();
    return 0;
  });
  EXPECT_EQ(end, (ending{ending_kind::signalled, SIGKILL}));
  expect_nothing_left(mark);
}

TEST(StoppedAt, AWorkerStoppedAtItsBirthGoesWithItsSpawner) {
  const scoped_variable armed{"TROUPE_FAULT", "spawn.child.born:stop"};
  attendant root;
  root.started(root.ask(entries::nothing));
  kill_named(root.mark, "troupe-spawner");
  EXPECT_TRUE(root.wait_for([&] { return !root.lost.empty(); }));
  EXPECT_EQ(root.alive(), 0U);
}

#endif

} // namespace troupe::tests

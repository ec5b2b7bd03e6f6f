#include <cerrno>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attendant.hpp"
#include "entries.hpp"
#include "os/process_facts.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

#ifdef TROUPE_FAULT_POINTS

namespace troupe::tests {

namespace {

using testing::HasSubstr;

// A spawner whose image starts with a fault armed.
std::unique_ptr<attendant> root_with(const std::string& fault) {
  const scoped_variable armed{"TROUPE_FAULT", fault};
  return std::make_unique<attendant>();
}

// For a while, another process can open none.
class without_descriptors {
public:
  explicit without_descriptors(int pid) : pid_(pid) {
    const rlimit none{3, before(pid)};
    EXPECT_EQ(::prlimit(pid_, RLIMIT_NOFILE, &none, &before_), 0);
  }
  without_descriptors(const without_descriptors&) = delete;
  without_descriptors& operator=(const without_descriptors&) = delete;
  ~without_descriptors() { EXPECT_EQ(::prlimit(pid_, RLIMIT_NOFILE, &before_, nullptr), 0); }

private:
  static rlim_t before(int pid) {
    rlimit now{};
    EXPECT_EQ(::prlimit(pid, RLIMIT_NOFILE, nullptr, &now), 0);
    return now.rlim_max;
  }

  int pid_;
  rlimit before_{};
};

void expect_refusal_and_next_one_works(attendant& root, int error_number, const char* words) {
  const auto& answer = root.refused(root.ask(entries::nothing));
  EXPECT_EQ(answer.error_number, error_number);
  EXPECT_THAT(answer.text, testing::StartsWith("worker 1 'tester' was not started: "));
  EXPECT_THAT(answer.text, HasSubstr(words));
  EXPECT_EQ(root.alive(), 2U); // guard and spawner
  EXPECT_EQ(root.end_of(root.ask(entries::nothing)), (ending{ending_kind::exited, 0}));
  EXPECT_EQ(root.events, (std::vector<std::string>{"refused 1", "spawned 2", "gone 2"}));
}

} // namespace

TEST(Refusals, NoProcessToBeHadIsToldAndTheNextRequestMayWork) {
  const auto root = root_with("spawn.before_fork:fail:1:11");
  expect_refusal_and_next_one_works(*root, EAGAIN, "the limit of processes is reached");
}

TEST(Refusals, AForkThatFailsIsTold) {
  const auto root = root_with("os.fork:fail:2:12"); // the first one is the guard's
  expect_refusal_and_next_one_works(*root, ENOMEM, "ENOMEM");
}

TEST(Refusals, WithoutADescriptorForItTheProcessNeverRuns) {
  const auto root = root_with("os.pidfd:fail:3:24"); // after the guard's and the spawner's own
  expect_refusal_and_next_one_works(*root, EMFILE, "raise the limit of open files");
}

TEST(Refusals, ABirthThatCannotBeToldIsUndone) {
  const auto root = root_with("spawn.reply.before:fail:1:12");
  EXPECT_EQ(root->refused(root->ask(entries::silent)).error_number, ENOMEM);
  EXPECT_EQ(root->alive(), 2U); // guard and spawner
  EXPECT_EQ(root->end_of(root->ask(entries::nothing)), (ending{ending_kind::exited, 0}));
  EXPECT_EQ(root->events, (std::vector<std::string>{"refused 1", "spawned 2", "gone 2"}));
}

TEST(Refusals, AChildThatCannotSettleInEndsAndIsNoSecondSpawner) {
  const auto root = root_with("spawn.child.born:fail:1:12");
  EXPECT_EQ(root->end_of(root->ask(entries::silent)), (ending{ending_kind::signalled, SIGABRT}));
  EXPECT_EQ(root->alive(), 2U);
  EXPECT_EQ(root->end_of(root->ask(entries::leave_at_once, {7})), (ending{ending_kind::signalled, SIGABRT}));
}

TEST(Refusals, ALongRequestThatFindsNoMemoryCostsThatProcessAlone) {
  const auto root = root_with("os.mapping.map:fail:2:12"); // after the gate
  const auto living = root->started(root->ask(entries::silent)).number;
  const auto& answer = root->refused(root->ask(entries::add_up, std::vector<std::uint64_t>(100'000, 1)));
  EXPECT_EQ(answer.error_number, ENOMEM);
  EXPECT_THAT(answer.text, testing::StartsWith("worker 2 was not started: mapping shared memory: "));
  root->ask(entries::add_up, std::vector<std::uint64_t>(100'000, 1));
  EXPECT_EQ(root->line(), "100000 100000");
  EXPECT_FALSE(root->gone_ones.contains(living));
}

TEST(Refusals, ALongRequestThatFindsNoDescriptorCostsThatProcessAlone) {
  attendant root;
  root.end_of(root.ask(entries::nothing));
  const without_descriptors limited{root.pid_named("troupe-spawner")};
  const auto& answer = root.refused(root.ask(entries::add_up, std::vector<std::uint64_t>(100'000, 1)));
  EXPECT_EQ(answer.error_number, EMFILE);
  EXPECT_EQ(root.refused(root.ask(entries::nothing)).error_number, EMFILE);
  EXPECT_EQ(root.lost, "");
}

TEST(Refusals, ASpawnerWithoutDescriptorsTellsOfEndsAndKillsStraysLater) {
  attendant root;
  const auto living = root.started(root.ask(entries::silent)).number;
  const auto number = root.ask(entries::with_exec_helper);
  const int helper = std::stoi(root.line());
  {
    const without_descriptors limited{root.pid_named("troupe-spawner")};
    root.signal(number, SIGKILL);
    EXPECT_EQ(root.end_of(number), (ending{ending_kind::signalled, SIGKILL}));
    EXPECT_EQ(root.lost, "");
  }
  EXPECT_TRUE(wait_until([&] { return os::process_state(helper) == 0; }));
  EXPECT_EQ(root.end_of(root.ask(entries::nothing)), (ending{ending_kind::exited, 0}));
  EXPECT_FALSE(root.gone_ones.contains(living));
}

TEST(Refusals, ARootWithoutADescriptorLeftIsToldAndNothingKeepsRunning) {
  attendant root;
  root.end_of(root.ask(entries::nothing));
  root.spawned_ones.clear();
  root.events.clear();
  std::uint32_t number = 0;
  {
    const os::fd next{::dup(0)};
    const scoped_limit limit{RLIMIT_NOFILE, static_cast<rlim_t>(next.get())};
    number = root.ask(entries::silent);
    EXPECT_EQ(root.refused(number).error_number, EMFILE);
    EXPECT_THAT(root.refused(number).text, HasSubstr("raise the limit of open files"));
  }
  EXPECT_TRUE(wait_until([&] { return root.alive() == 2; }));
  EXPECT_EQ(root.end_of(root.ask(entries::nothing)), (ending{ending_kind::exited, 0}));
  EXPECT_FALSE(root.gone_ones.contains(number)); // called not started: it cannot end as well
}

TEST(Refusals, WithoutDescriptorsThereIsNoSpawnerAndNothingIsLeft) {
  const os::fd first{::dup(0)};
  for (int more = 8; more < 20; ++more) { // wherever it runs out of them
    const scoped_limit limit{RLIMIT_NOFILE, static_cast<rlim_t>(first.get() + more)};
    try {
      attendant root;
      EXPECT_GT(more, 10);
    } catch (const no_resource& why) {
      EXPECT_EQ(why.number(), EMFILE);
    }
  }
}

TEST(Refusals, AGuardThatCannotBeStartedIsAnErrorAtOnce) {
  const scoped_fault fault{"os.start_own_image", os::fault_action::fail, 1, EAGAIN};
  EXPECT_THROW(attendant{}, no_resource);
}

TEST(Refusals, AGuardThatCannotForkIsALostSpawner) {
  const auto root = root_with("os.fork:fail:1:11");
  root->ask(entries::nothing);
  EXPECT_TRUE(root->wait_for([&] { return !root->lost.empty(); }));
  EXPECT_EQ(root->alive(), 0U);
}

TEST(Refusals, ALostSpawnerTakesNoRequest) {
  const auto root = root_with("spawn.guard.started:kill");
  EXPECT_TRUE(root->wait_for([&] { return !root->lost.empty(); }));
  EXPECT_THROW(root->ask(entries::nothing), invalid_state);
}

} // namespace troupe::tests

#endif

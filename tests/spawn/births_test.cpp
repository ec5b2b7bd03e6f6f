#include <algorithm>
#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "attendant.hpp"
#include "entries.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {

namespace {

class Births : public testing::TestWithParam<spawn::start_method> {
protected:
  spawn::plan plan(spawn::entry_function entry) const {
    auto what = plan_for(entry);
    what.method = GetParam();
    return what;
  }
};

// The thread sanitizer has a thread of its own in every process.
#if defined(__SANITIZE_THREAD__)
constexpr bool is_watched_by_a_thread = true;
#elif defined(__has_feature)
constexpr bool is_watched_by_a_thread = __has_feature(thread_sanitizer);
#else
constexpr bool is_watched_by_a_thread = false;
#endif

std::string name_of(const testing::TestParamInfo<spawn::start_method>& one) {
  return one.param == spawn::start_method::exec ? "Exec" : "ForkServer";
}

INSTANTIATE_TEST_SUITE_P(By, Births, testing::Values(spawn::start_method::fork_server, spawn::start_method::exec),
                         name_of);

} // namespace

TEST_P(Births, AWorkerFindsWhatItWasGivenAndNothingElse) {
  const scoped_variable custom{"TROUPE_SPAWN_TEST", "seen"};
  attendant root;
  const auto number = root.ask(plan(entries::tell_facts));
  auto facts = root.facts();
  EXPECT_EQ(facts["number"], "1.1");
  EXPECT_EQ(facts["name"], "tester");
  EXPECT_EQ(facts["comm"], "tester");
  EXPECT_EQ(facts["command"], "tester");
  EXPECT_EQ(facts["stdin"], "/dev/null");
  EXPECT_EQ(facts["directory"], std::filesystem::current_path());
  EXPECT_EQ(facts["group"], "own");
  EXPECT_EQ(facts["pdeathsig"], "9");
  EXPECT_EQ(facts["custom"], "seen");
  EXPECT_LE(std::stoi(facts["threads"]), is_watched_by_a_thread ? 2 : 1);
  EXPECT_EQ(facts["root"], std::to_string(::getpid()));
  EXPECT_EQ(root.end_of(number), (ending{ending_kind::exited, 0}));
}

TEST_P(Births, AWorkerHasStandardDescriptorsAndTheRegionsThree) {
  attendant root;
  root.ask(plan(entries::tell_facts));
  const auto files = root.facts()["files"];
  EXPECT_EQ(std::ranges::count(files, ' '), 3 + 3) << files;
}

TEST_P(Births, SignalsHaveTheirDefaultsAndOnlyInterruptIsIgnored) {
  const auto before = ::signal(SIGUSR1, SIG_IGN);
  attendant root;
  root.ask(plan(entries::tell_facts));
  auto facts = root.facts();
  ::signal(SIGUSR1, before);
  constexpr auto glibcs_own = (1ULL << (32 - 1)) | (1ULL << (33 - 1)); // posix_spawn leaves those two ignored
  EXPECT_EQ(std::stoull(facts["ignored"], nullptr, 16) & ~glibcs_own, 1U << (SIGINT - 1));
  EXPECT_EQ(facts["blocked"], "0000000000000000");
}

TEST_P(Births, TheRequestToServeIsHiddenAndTheRunsMarkIsNot) {
  attendant root;
  root.ask(plan(entries::tell_facts));
  auto facts = root.facts();
  EXPECT_EQ(facts["serve"], "none");
  EXPECT_EQ(facts["run"], root.mark);
  EXPECT_EQ(facts["worker"].substr(0, 4), "1.1 ");
}

TEST_P(Births, TheKernelTakesAWorkerBeforeTheRootWhenMemoryIsShort) {
  attendant root;
  root.ask(plan(entries::tell_facts));
  EXPECT_EQ(root.facts()["oom"], "200");
}

TEST_P(Births, ArgumentsArriveAsTheyWereGiven) {
  attendant root;
  auto what = plan(entries::add_up);
  what.arguments = {1, 2, 40};
  root.ask(std::move(what));
  EXPECT_EQ(root.line(), "3 43");
}

TEST_P(Births, ArgumentsLongerThanAPacketArriveToo) {
  attendant root;
  auto what = plan(entries::add_up);
  what.arguments.assign(1'000'000, 3);
  root.ask(std::move(what));
  EXPECT_EQ(root.line(), "1000000 3000000");
}

TEST_P(Births, LambdasOfOneFunctionAreToldApart) {
  attendant root;
  const spawn::entry_function first = [](spawn::birth& self) { entries::say(self, "first"); };
  const spawn::entry_function second = [](spawn::birth& self) { entries::say(self, "second"); };
  root.ask(plan(second));
  EXPECT_EQ(root.line(), "second");
  root.ask(plan(first));
  EXPECT_EQ(root.line(), "first");
}

TEST(Birth, TheAnswerNamesTheProcessAndHoldsIt) {
  attendant root;
  const auto number = root.ask(entries::wait_for_end);
  const auto& answer = root.started(number);
  EXPECT_EQ(root.line(), "here");
  EXPECT_EQ(answer.number, number);
  EXPECT_EQ(answer.incarnation, 1U);
  EXPECT_EQ(comm_of(answer.pid), "tester");
  root.signal(number, SIGKILL);
  EXPECT_EQ(root.end_of(number), (ending{ending_kind::signalled, SIGKILL}));
}

TEST(Birth, ASignalSentAtTheVeryBirthIsNotLost) {
  attendant root;
  for (int i = 0; i < 50; ++i) {
    const auto number = root.ask(entries::silent);
    root.signal(number, SIGTERM);
    EXPECT_EQ(root.end_of(number), (ending{ending_kind::signalled, SIGTERM}));
  }
}

TEST(Birth, ManyAtOnceAreAnsweredInOrder) {
  attendant root;
  constexpr std::uint32_t count = 100;
  for (std::uint32_t i = 0; i < count; ++i)
    root.ask(entries::silent);
  root.started(count);
  std::vector<std::string> expected;
  for (std::uint32_t i = 1; i <= count; ++i)
    expected.push_back("spawned " + std::to_string(i));
  EXPECT_EQ(root.events, expected);
  EXPECT_EQ(root.alive(), count + 2); // guard and spawner
}

TEST(Birth, GuardAndSpawnerCanBeToldInPs) {
  attendant root;
  root.ask(entries::wait_for_end);
  EXPECT_EQ(root.line(), "here");
  EXPECT_NE(root.pid_named("troupe-guard"), 0);
  EXPECT_NE(root.pid_named("troupe-spawner"), 0);
  EXPECT_NE(root.pid_named("tester"), 0);
}

TEST(Birth, ARootWithoutStandardDescriptorsGivesItsWorkersSome) {
  attendant* root = nullptr;
  const int saved = ::dup(STDIN_FILENO);
  ::close(STDIN_FILENO);
  {
    attendant inner; // its pipe has descriptor 0 now
    root = &inner;
    EXPECT_EQ(inner.pipe_read.get(), STDIN_FILENO);
    inner.ask(entries::tell_facts);
    EXPECT_EQ(root->facts()["stdin"], "/dev/null");
  }
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
}

} // namespace troupe::tests

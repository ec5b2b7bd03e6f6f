#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "attendant.hpp"
#include "entries.hpp"
#include "os/pidfd.hpp"
#include "os/process_facts.hpp"

namespace troupe::tests {

namespace {

// Standard error of this process, and so of the workers of a spawner made now, into a pipe.
class captured_errors {
public:
  captured_errors() : saved_(::dup(STDERR_FILENO)) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    read_ = os::fd{ends[0]};
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[1]);
  }
  ~captured_errors() { restore(); }
  void restore() {
    if (saved_ >= 0)
      ::dup2(saved_, STDERR_FILENO);
    ::close(std::exchange(saved_, -1));
  }
  // To the end: when nobody can write any more.
  std::string text() {
    restore();
    std::string all;
    char some[512];
    for (ssize_t got = 0; (got = ::read(read_.get(), some, sizeof some)) > 0;)
      all.append(some, static_cast<std::size_t>(got));
    return all;
  }

private:
  int saved_;
  os::fd read_;
};

std::string last_words_of(spawn::entry_function entry) {
  captured_errors errors;
  {
    attendant root;
    EXPECT_EQ(root.end_of(root.ask(entry)), (ending{ending_kind::exited, 1}));
  }
  return errors.text();
}

std::vector<int> pids_in(const std::string& line) {
  const auto space = line.find(' ');
  return {std::stoi(line), space == std::string::npos ? 0 : std::stoi(line.substr(space))};
}

bool is_alive(int pid) { return os::process_state(pid) != 0 && os::process_state(pid) != 'Z'; }

} // namespace

TEST(Ends, AnEntryThatReturnsIsExitCodeZero) {
  attendant root;
  EXPECT_EQ(root.end_of(root.ask(entries::nothing)), (ending{ending_kind::exited, 0}));
}

TEST(Ends, ExitRunsTheHandlersAndItsCodeIsReported) {
  attendant root;
  const auto number = root.ask(entries::exit_with, {7});
  EXPECT_EQ(root.line(), "atexit");
  EXPECT_EQ(root.end_of(number), (ending{ending_kind::exited, 7}));
}

TEST(Ends, QuickExitsAndSignalsAreReported) {
  attendant root;
  EXPECT_EQ(root.end_of(root.ask(entries::leave_at_once, {3})), (ending{ending_kind::exited, 3}));
  EXPECT_EQ(root.end_of(root.ask(entries::kill_itself, {SIGUSR1})), (ending{ending_kind::signalled, SIGUSR1}));
  EXPECT_EQ(root.end_of(root.ask(entries::kill_itself, {SIGKILL})), (ending{ending_kind::signalled, SIGKILL}));
}

TEST(Ends, AnExceptionIsOneReadableLineAndExitCodeOne) {
  const auto words = last_words_of(entries::throw_runtime_error);
  EXPECT_TRUE(words.starts_with("troupe: worker 1 'tester' (pid ")) << words;
  EXPECT_TRUE(words.ends_with(") ended by an uncaught std::runtime_error in 'entry': the disk is on fire\n")) << words;
}

TEST(Ends, AnExceptionOfAnyTypeIsNamed) {
  const auto words = last_words_of(entries::throw_number);
  EXPECT_TRUE(words.ends_with(") ended by an uncaught int in 'entry'\n")) << words;
}

TEST(Ends, EveryBirthIsTaggedBeforeItsEnd) {
  attendant root;
  root.end_of(root.ask(entries::nothing));
  EXPECT_EQ(root.events, (std::vector<std::string>{"spawned 1", "gone 1"}));
}

TEST(Ends, InterruptFromTheTerminalIsNotForWorkers) {
  attendant root;
  const auto number = root.ask(entries::wait_for_end);
  EXPECT_EQ(root.line(), "here");
  root.signal(number, SIGINT);
  root.signal(number, SIGTERM); // had the first one killed it, this would be a test failure or SIGINT reported
  EXPECT_EQ(root.end_of(number), (ending{ending_kind::signalled, SIGTERM}));
}

TEST(Ends, WhatAWorkerHasStartedEndsWithIt) {
  attendant root;
  const auto number = root.ask(entries::with_family);
  const auto family = pids_in(root.line());
  EXPECT_TRUE(wait_until([&] { return root.alive() == 2 + 1 + 3; })); // child, daemon, the daemon's child
  root.signal(number, SIGKILL);
  root.end_of(number);
  EXPECT_TRUE(wait_until([&] { return root.alive() == 2; })) << "guard and spawner alone should be left";
}

TEST(Ends, WhatAWorkerLeavesWhenItReturnsEndsToo) {
  attendant root;
  root.end_of(root.ask(entries::leave_family));
  EXPECT_TRUE(wait_until([&] { return root.alive() == 2; }));
}

TEST(Ends, AHelperThatBecameAnotherProgramEndsWithItsWorker) {
  attendant root;
  const auto number = root.ask(entries::with_exec_helper);
  const int helper = pids_in(root.line())[0];
  EXPECT_TRUE(is_alive(helper));
  root.signal(number, SIGKILL);
  EXPECT_TRUE(wait_until([&] { return !is_alive(helper); }));
}

TEST(Ends, TheHelperOfALivingWorkerIsLeftAlone) {
  attendant root;
  const auto first = root.ask(entries::with_family);
  const auto family = pids_in(root.line());
  for (int i = 0; i < 20; ++i) // each end makes the spawner look for strays
    root.end_of(root.ask(entries::nothing));
  EXPECT_TRUE(is_alive(family[0]));
  EXPECT_TRUE(is_alive(family[1]));
  root.signal(first, SIGKILL);
  root.end_of(first);
}

TEST(Ends, TwoHundredCyclesLeaveNoZombieAndNoDescriptor) {
  attendant root;
  root.end_of(root.ask(entries::nothing));
  const auto open_files = [](int pid) {
    const std::filesystem::directory_iterator all{"/proc/" + std::to_string(pid) + "/fd"};
    return std::distance(begin(all), end(all));
  };
  const int spawner = root.pid_named("troupe-spawner");
  const auto before = open_files(spawner);
  for (int i = 0; i < 200; ++i) {
    const auto number = root.ask(entries::silent);
    root.signal(number, SIGKILL);
    root.end_of(number);
    root.spawned_ones.erase(number);
  }
  EXPECT_TRUE(wait_until([&] { return open_files(spawner) <= before; })) << open_files(spawner);
  EXPECT_EQ(os::children_of(spawner), std::vector<int>{});
}

} // namespace troupe::tests

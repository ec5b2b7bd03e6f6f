#include "os/fault_point.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "os/process_facts.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {
namespace {

TEST(FaultPoint, An_unarmed_place_is_passed) { EXPECT_EQ(pass_fault_point("test.place"), 0); }

TEST(FaultPoint, Fails_at_the_nth_passing_once) {
  const tests::scoped_fault third{"test.place", fault_action::fail, 3, ENOSPC};
  EXPECT_EQ(pass_fault_point("test.place"), 0);
  EXPECT_EQ(pass_fault_point("test.other"), 0);
  EXPECT_EQ(pass_fault_point("test.place"), 0);
  EXPECT_EQ(pass_fault_point("test.place"), ENOSPC);
  EXPECT_EQ(pass_fault_point("test.place"), 0);
}

TEST(FaultPoint, Disarmed_places_are_passed) {
  arm_fault("test.place", fault_action::fail, 1, ENOSPC);
  disarm_faults();
  EXPECT_EQ(pass_fault_point("test.place"), 0);
}

TEST(FaultPoint, Kills_the_process_before_the_next_instruction) {
  const auto how = tests::run_in_child([] {
    arm_fault("test.place", fault_action::kill);
    pass_fault_point("test.place");
    return 1;
  });
  EXPECT_EQ(how, (ending{ending_kind::signalled, SIGKILL}));
}

TEST(FaultPoint, Stops_the_process_until_it_is_continued) {
  tests::child stopped{[] {
    arm_fault("test.place", fault_action::stop);
    pass_fault_point("test.place");
    return 5;
  }};
  EXPECT_TRUE(tests::wait_until([&] { return process_state(stopped.pid()) == 'T'; }));
  stopped.resume();
  EXPECT_EQ(stopped.wait(), (ending{ending_kind::exited, 5}));
}

TEST(FaultPoint, What_is_armed_before_a_fork_strikes_in_the_child_too) {
  const tests::scoped_fault armed{"test.place", fault_action::kill, 1};
  const auto how = tests::run_in_child([] { return pass_fault_point("test.place"); });
  EXPECT_EQ(how, (ending{ending_kind::signalled, SIGKILL}));
}

TEST(FaultPoint, A_seventeenth_place_and_a_zeroth_passing_are_refused) {
  EXPECT_THROW(arm_fault("test.place", fault_action::kill, 0), invalid_argument);
  for (int i = 0; i < 16; ++i)
    arm_fault("test.other", fault_action::kill);
  EXPECT_THROW(arm_fault("test.place", fault_action::kill), invalid_argument);
  disarm_faults();
}

struct inner_run {
  ending how;
  std::string printed;
};

// Starts this program anew, with the faults in its environment, for a test that passes "test.place" once.
inner_run run_armed_by_environment(const std::string& faults) {
  const tests::temp_folder home; // a killed test program leaves its own folder there
  const auto output = home.path() / "output";
  const auto program = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto how = tests::run_in_child([&] {
    const tests::scoped_variable temp{"TMPDIR", home.path()};
    const tests::scoped_variable armed{"TROUPE_FAULT", faults};
    const int file = ::open(output.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execl(program.c_str(), program.c_str(), "--gtest_filter=FaultPoint.An_unarmed_place_is_passed", nullptr);
    return 99;
  });
  std::ifstream text{output};
  return {how, std::string{std::istreambuf_iterator<char>{text}, {}}};
}

TEST(FaultPoint, Is_armed_by_the_environment) {
  EXPECT_EQ(run_armed_by_environment("").how, (ending{ending_kind::exited, 0}));
  const auto failed = run_armed_by_environment("test.place:fail:1:28");
  EXPECT_EQ(failed.how, (ending{ending_kind::exited, 1}));
  EXPECT_THAT(failed.printed, testing::HasSubstr("Which is: 28"));
  EXPECT_EQ(run_armed_by_environment("test.place:fail:2:28").how, (ending{ending_kind::exited, 0}));
  EXPECT_EQ(run_armed_by_environment("test.other:fail:1:28,test.place:kill").how,
            (ending{ending_kind::signalled, SIGKILL}));
}

TEST(FaultPoint, A_misspelt_environment_ends_the_process_at_once) {
  for (const char* wrong : {"test.place", "test.place:explode", "test.place:kill:x", "test.place:kill:0", ":kill"}) {
    const auto ended = run_armed_by_environment(wrong);
    EXPECT_EQ(ended.how, (ending{ending_kind::exited, 2})) << wrong;
    EXPECT_THAT(ended.printed, testing::HasSubstr(wrong));
  }
}

} // namespace
} // namespace troupe::rooms::os

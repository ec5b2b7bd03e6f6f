// Ctrl-C at each step of the start of a process that is given handles: one line, whatever its arguments are up to.
#include <algorithm>
#include <csignal>
#include <gtest/gtest.h>

#include "os/process_facts.hpp"
#include "support/child.hpp"
#include "support/run.hpp"
#include "support/running_program.hpp"
#include "support/scoped.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

// 0: nobody stands.
int who_stands() {
  for (const int pid : rooms::os::processes_with_environment(program_mark()))
    if (rooms::os::process_state(pid) == 'T')
      return pid;
  return 0;
}

class InterruptedStart : public testing::TestWithParam<const char*> {};

TEST_P(InterruptedStart, Says_one_line_and_ends_with_130) {
  const scoped_variable fault{"TROUPE_FAULT", std::string{GetParam()} + ":stop:1"};
  running_program program{OBJECTS_PROGRAM, {}};
  int standing = 0;
  ASSERT_TRUE(wait_until([&] { return (standing = who_stands()) != 0; })) << "the step was never passed";
  program.press_ctrl_c();
  ::kill(standing, SIGCONT);
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130})) << program.said();
  EXPECT_EQ(program.said(), "interrupted by Ctrl-C (SIGINT)\n");
}

INSTANTIATE_TEST_SUITE_P(At, InterruptedStart,
                         testing::Values("objects.transit.departed", "parallel.start.written",
                                         "supervision.process.carried", "supervision.start.claimed",
                                         "spawn.request.received", "spawn.before_fork", "spawn.child.born",
                                         "spawn.child.before_entry", "spawn.after_fork", "spawn.reply.before",
                                         "supervision.start.live", "parallel.start.handed_over",
                                         "parallel.worker.before_function", "objects.transit.arrived",
                                         "parallel.worker.after_function"),
                         [](const auto& info) {
                           std::string name{info.param};
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

} // namespace
} // namespace troupe::tests

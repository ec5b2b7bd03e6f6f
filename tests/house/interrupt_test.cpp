#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/process_facts.hpp"
#include "os/signals.hpp"
#include "support/running_program.hpp"
#include "troupe/system.hpp"

namespace troupe::tests {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(Interrupt, Ctrl_c_in_a_wait_unwinds_main_and_says_one_line) {
  running_program program{HOUSE_PROGRAM, {"wait"}};
  program.wait_for_line("ready");
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130}));
  EXPECT_THAT(program.said(), EndsWith("ready\ninterrupted by Ctrl-C (SIGINT)\n"));
}

TEST(Interrupt, Sigterm_does_the_same_with_its_own_exit_code) {
  running_program program{HOUSE_PROGRAM, {"wait"}};
  program.wait_for_line("ready");
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 143}));
  EXPECT_THAT(program.said(), EndsWith("ready\nended by SIGTERM\n"));
}

TEST(Interrupt, A_program_that_waits_elsewhere_is_ended_too) {
  running_program program{HOUSE_PROGRAM, {"pause"}};
  program.wait_for_line("ready");
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130}));
  EXPECT_THAT(program.said(), EndsWith("ready\ninterrupted by Ctrl-C (SIGINT)\n"));
}

TEST(Interrupt, A_program_that_catches_it_goes_on_with_its_workers) {
  running_program program{HOUSE_PROGRAM, {"catch"}};
  program.wait_for_line("ready");
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 3}));
  EXPECT_THAT(program.said(), EndsWith("ready\ninterrupted by Ctrl-C (SIGINT)\nstill answered: 7\n"));
}

TEST(Interrupt, A_program_that_never_waits_again_says_it_at_its_end) {
  running_program program{HOUSE_PROGRAM, {"raise"}};
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130}));
  EXPECT_THAT(program.said(), EndsWith("ready\ninterrupted by Ctrl-C (SIGINT)\n"));
}

TEST(Interrupt, A_process_that_fails_because_the_program_lets_go_of_a_pipe_says_nothing) {
  running_program program{HOUSE_PROGRAM, {"pipe"}};
  program.wait_for_line("ready");
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130}));
  EXPECT_THAT(program.said(), EndsWith("ready\nthe reader ended with 1\ninterrupted by Ctrl-C (SIGINT)\n"));
}

TEST(Interrupt, Ctrl_c_in_the_wait_of_a_condition_unwinds_main_which_owns_the_mutex_until_then) {
  running_program program{HOUSE_PROGRAM, {"condition"}};
  program.wait_for_line("ready");
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130}));
  EXPECT_THAT(program.said(),
              EndsWith("ready\ncondition(recursive_mutex(free), 0 waiting)\ninterrupted by Ctrl-C (SIGINT)\n"));
}

// "notified" waits for the mutex already, "want" for a notification.
TEST(Interrupt, Ctrl_c_ends_a_program_whose_condition_is_kept_by_another) {
  for (const char* job : {"want", "notified"}) {
    running_program program{HOUSE_PROGRAM, {job}};
    program.wait_for_line("ready");
    program.signal(SIGINT);
    EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 130})) << job;
    EXPECT_THAT(program.said(), EndsWith("ready\ninterrupted by Ctrl-C (SIGINT)\n"));
  }
}

TEST(Interrupt, Main_runs_in_the_program_alone) {
  running_program program{HOUSE_PROGRAM, {"two"}};
  program.wait_for_line("ready");
  program.signal(SIGTERM);
  static_cast<void>(program.wait());
  EXPECT_EQ(program.said(), "main runs\nready\nended by SIGTERM\n");
}

TEST(Program, A_killed_root_takes_its_workers_with_it) {
  running_program program{HOUSE_PROGRAM, {"two"}};
  program.wait_for_line("ready");
  program.signal(SIGKILL);
  EXPECT_EQ(program.wait(), (ending{ending_kind::signalled, SIGKILL}));
  // The leak check of this test program finds what is left.
}

TEST(Program, What_workers_print_comes_out_when_they_end) {
  running_program program{HOUSE_PROGRAM, {"print"}};
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 0}));
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = program.said().find("a line of a worker\n", at)) != std::string::npos; ++at)
    ++lines;
  EXPECT_EQ(lines, 300U) << program.said();
}

TEST(Interrupt, Dispositions_are_taken_while_there_is_a_system_and_given_back) {
  char name[] = "test";
  char* argv[] = {name, nullptr};
  {
    const troupe::system sys{1, argv};
    EXPECT_FALSE(rooms::os::has_default_disposition(SIGINT));
    EXPECT_FALSE(rooms::os::has_default_disposition(SIGTERM));
  }
  EXPECT_TRUE(rooms::os::has_default_disposition(SIGINT));
  EXPECT_TRUE(rooms::os::has_default_disposition(SIGTERM));
}

TEST(Interrupt, A_handler_of_the_programs_own_stays) {
  char name[] = "test";
  char* argv[] = {name, nullptr};
  static volatile std::sig_atomic_t seen = 0;
  seen = 0;
  const rooms::os::signal_disposition own{SIGINT, [](int) { seen = 1; }};
  {
    const troupe::system sys{1, argv};
    ::raise(SIGINT);
    EXPECT_EQ(seen, 1);
  }
  seen = 0;
  ::raise(SIGINT);
  EXPECT_EQ(seen, 1);
}

} // namespace
} // namespace troupe::tests

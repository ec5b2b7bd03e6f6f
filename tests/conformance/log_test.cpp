/// Logging.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/listener.hpp"
#include "support/running_program.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

void work() { logger().warning("working"); }

/// What is written to standard error by a program that runs one process.
std::vector<std::string> said_with(void (*settings)()) {
  CaptureStderr();
  {
    const a_system sys;
    settings();
    const process p{{.name = "clerk"}, fn<work>};
    p.start();
    p.join();
  }
  return lines_of(GetCapturedStderr());
}

TEST(Logging, LOG_01_LinesGoToStandardErrorWithLevelAndProcess) {
  EXPECT_THAT(said_with([] { log_to_stderr(level::warning); }), ElementsAre("[WARNING/clerk] working"));
}

// In a program that begins with nothing set.
std::string said_by_program(const std::string& job) {
  running_program program{CONFORMANCE_PROGRAM, {job}};
  static_cast<void>(program.wait());
  return program.said();
}

TEST(Logging, LOG_02_NothingIsWrittenUntilALevelOrASinkIsSet) { EXPECT_EQ(said_by_program("log"), ""); }

TEST(Logging, LOG_02_AProgramThatSetsTheLevelGetsItsLines) {
  EXPECT_EQ(said_by_program("log_level"), "[WARNING/clerk] working\n");
}

TEST(Logging, LOG_03_AtInfoAProcessTellsItsLifeAndTheProgramItsEnd) {
  EXPECT_THAT(said_with([] { log_to_stderr(level::info); }),
              ElementsAre(HasSubstr("[INFO/clerk] process running "), "[WARNING/clerk] working",
                          "[INFO/clerk] process shutting down", "[INFO/clerk] process exiting with exitcode 0",
                          "[INFO/MainProcess] process shutting down"));
}

TEST(Logging, LOG_03_AtDebugTheStepsOfTheEndToo) {
  EXPECT_THAT(said_with([] { log_to_stderr(level::debug); }),
              ElementsAre(HasSubstr("[INFO/clerk] process running "), "[WARNING/clerk] working",
                          "[INFO/clerk] process shutting down", HasSubstr("[DEBUG/clerk] "),
                          HasSubstr("[DEBUG/clerk] "), "[INFO/clerk] process exiting with exitcode 0",
                          "[INFO/MainProcess] process shutting down", HasSubstr("[DEBUG/MainProcess] "),
                          HasSubstr("[DEBUG/MainProcess] ")));
}

void work_in_a_child() {
  const process p{{.name = "below"}, fn<work>};
  p.start();
  p.join();
}

TEST(Logging, LOG_05_ChildrenInheritLevelAndSinks) {
  CaptureStderr();
  {
    const a_system sys;
    log_to_stderr(level::warning);
    const process p{fn<work_in_a_child>};
    p.start();
    p.join();
    set_log_level(level::error);
    const process silent{fn<work_in_a_child>};
    silent.start();
    silent.join();
  }
  EXPECT_THAT(lines_of(GetCapturedStderr()), ElementsAre("[WARNING/below] working"));
}

} // namespace
} // namespace troupe::tests

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "os/executable.hpp"
#include "support/scoped.hpp"

namespace troupe::rooms::os {
namespace {

std::string problem_with(const std::filesystem::path& path) { return find_executable(path, "", "/").problem; }

TEST(Executable, A_pipe_is_no_program_and_nobody_waits_for_its_other_end) {
  const tests::temp_folder folder;
  const auto path = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0700), 0);
  EXPECT_EQ(problem_with(path), "is not a file");
}

TEST(Executable, A_file_says_what_keeps_it_from_being_run) {
  const tests::temp_folder folder;
  const auto path = folder.path() / "program";
  EXPECT_EQ(problem_with(path), "does not exist");
  EXPECT_EQ(problem_with(folder.path()), "is a directory");
  std::ofstream{path} << "#!/nowhere/sh\n";
  EXPECT_EQ(problem_with(path), "is not executable");
  ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
  EXPECT_EQ(problem_with(path), "is a script for /nowhere/sh, which cannot be run");
  std::ofstream{path} << "#!/bin/sh\n";
  EXPECT_EQ(problem_with(path), "");
}

} // namespace
} // namespace troupe::rooms::os

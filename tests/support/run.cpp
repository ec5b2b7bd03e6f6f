#include "support/run.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <string_view>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/process_facts.hpp"
#include "os/random.hpp"
#include "support/leak_check.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {

namespace {

namespace fs = std::filesystem;
constexpr const char* mark_name = "TROUPE_TEST";

std::string pid_prefix() { return std::to_string(rooms::os::own_pid()) + '-'; }

// exec keeps the pid, so a mark inherited from another test program is told from one's own.
bool is_marked() {
  const char* value = std::getenv(mark_name);
  return value != nullptr && std::string_view{value}.starts_with(pid_prefix());
}

// What /proc shows of a process's environment is what it was started with: a later setenv is not.
void start_anew_with_mark(char** argv) {
  const auto mark = pid_prefix() + rooms::os::random_hex(8);
  const auto temp = fs::temp_directory_path() / ("troupe-test-" + mark);
  fs::create_directory(temp);
  ::setenv(mark_name, mark.c_str(), 1);
  ::setenv("TMPDIR", temp.c_str(), 1);
  ::execv(fs::read_symlink("/proc/self/exe").c_str(), argv); // the real path, for the name in ps
  rooms::os::throw_errno("starting the test program with its mark");
}

bool only_lists_tests(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (std::string_view{argv[i]}.starts_with("--gtest_list_tests"))
      return true;
  return false;
}

} // namespace

const std::string& program_mark() {
  static const std::string mark = [] {
    const char* value = std::getenv(mark_name);
    return std::string{mark_name} + '=' + (value == nullptr ? "none" : value);
  }();
  return mark;
}

int run_tests(int argc, char** argv) {
  if (!is_marked() && !only_lists_tests(argc, argv))
    start_anew_with_mark(argv);
  testing::InitGoogleTest(&argc, argv);
  if (!is_marked())
    return RUN_ALL_TESTS(); // which only lists them
  install_watchdog();
  install_leak_check();
  const auto temp = fs::temp_directory_path();
  const int result = RUN_ALL_TESTS();
  fs::remove_all(temp);
  return result;
}

} // namespace troupe::tests

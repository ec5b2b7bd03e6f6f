#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <unistd.h>

#include "os/event_fd.hpp"
#include "os/fork.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "support/child.hpp"
#include "support/leak_check.hpp"
#include "support/run.hpp"
#include "support/running_program.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

namespace os = rooms::os;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

int pause_for_ever() {
  for (;;)
    ::pause();
}

TEST(LeakCheck, Finds_nothing_where_nothing_is_left) {
  const auto before = take_stock();
  EXPECT_THAT(leaks_since(before, take_stock()), IsEmpty());
}

TEST(LeakCheck, Finds_a_descriptor_and_says_what_it_is) {
  const auto before = take_stock();
  const os::fd null{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  EXPECT_THAT(leaks_since(before, take_stock()), ElementsAre(HasSubstr("/dev/null")));
}

TEST(LeakCheck, Finds_a_running_child_and_a_zombie) {
  const auto before = take_stock();
  const child running{pause_for_ever};
  EXPECT_THAT(leaks_since(before, take_stock()),
              testing::Contains(HasSubstr("process " + std::to_string(running.pid()))));
  running.kill();
  ASSERT_TRUE(wait_until([&] { return running.handle().has_ended(); }));
  EXPECT_THAT(leaks_since(before, take_stock()), testing::Contains(HasSubstr("(state Z)")));
}

TEST(LeakCheck, Finds_an_orphan_that_left_its_session) {
  const shared_object<std::atomic<int>> orphan{0};
  const auto before = take_stock();
  static_cast<void>(run_in_child([&] {
    if (os::fork_process() == 0) {
      ::setsid();
      orphan->store(os::own_pid());
      pause_for_ever();
    }
    return wait_until([&] { return orphan->load() != 0; }) ? 0 : 1;
  }));
  const auto process = os::pidfd::open(*orphan);
  EXPECT_THAT(leaks_since(before, take_stock()),
              testing::Contains(HasSubstr("process " + std::to_string(orphan->load()))));
  process.signal(SIGKILL);
  EXPECT_TRUE(process.wait_ended(os::deadline_after(patience)));
}

TEST(LeakCheck, Finds_shared_memory_and_temporary_files) {
  const auto before = take_stock();
  const auto shared = std::filesystem::path{"/dev/shm"} / ("troupe-leak-" + std::to_string(os::own_pid()));
  const auto temporary = std::filesystem::temp_directory_path() / "left";
  std::ofstream{shared} << 'x';
  std::ofstream{temporary} << 'x';
  EXPECT_THAT(leaks_since(before, take_stock()),
              testing::UnorderedElementsAre(HasSubstr(shared), HasSubstr(temporary)));
  std::filesystem::remove(shared);
  std::filesystem::remove(temporary);
}

TEST(LeakCheck, Waits_for_what_is_just_about_to_go) {
  const auto before = take_stock();
  const os::event_fd go;
  const int pid = os::fork_process();
  if (pid == 0) {
    os::wait_readable(go.descriptor(), os::never);
    ::_exit(0);
  }
  ASSERT_GT(pid, 0);
  go.set();
  wait_for_child(pid);
  EXPECT_THAT(lasting_leaks_since(before), ElementsAre(HasSubstr("eventfd")));
}

// Runs one test of this very program, which fails on purpose when the variable is set.
struct inner_run {
  ending how;
  std::string printed;
};
inner_run run_inner(const char* what) {
  const temp_folder home;
  const auto output = home.path() / "output";
  const auto program = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto how = run_in_child([&] {
    const scoped_variable temp{"TMPDIR", home.path()};
    const scoped_variable inner{"TROUPE_INNER", what};
    const int file = ::open(output.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execl(program.c_str(), program.c_str(), "--gtest_filter=Inner.*", nullptr);
    return 99;
  });
  std::ifstream text{output};
  return {how, std::string{std::istreambuf_iterator<char>{text}, {}}};
}

TEST(Inner, Does_what_the_outer_test_says) {
  const char* variable = std::getenv("TROUPE_INNER");
  const std::string what = variable == nullptr ? "" : variable;
  if (what == "hang") {
    set_test_limit(std::chrono::seconds(1));
    pause_for_ever();
  }
  if (what == "leak" && os::fork_process() == 0)
    pause_for_ever();
}

TEST(Watchdog, A_test_that_hangs_is_named_and_aborted) {
  const auto hung = run_inner("hang");
  EXPECT_EQ(hung.how, (ending{ending_kind::signalled, SIGABRT}));
  EXPECT_THAT(hung.printed, HasSubstr("Inner.Does_what_the_outer_test_says hangs"));
}

TEST(LeakCheck, A_test_that_leaves_a_process_fails_and_the_process_is_removed) {
  const auto leaky = run_inner("leak");
  EXPECT_EQ(leaky.how, (ending{ending_kind::exited, 1}));
  EXPECT_THAT(leaky.printed, HasSubstr("is left"));
}

TEST(LeakCheck, A_test_that_leaves_nothing_passes) { EXPECT_EQ(run_inner("").how, (ending{ending_kind::exited, 0})); }

TEST(Child, Gives_the_exit_code_of_its_body) {
  EXPECT_EQ(run_in_child([] { return 5; }), (ending{ending_kind::exited, 5}));
}

TEST(Child, A_failed_expectation_in_it_is_a_failure_outside) {
  const auto how = run_in_child([] {
    ::close(STDOUT_FILENO);
    EXPECT_TRUE(false);
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 1}));
}

TEST(Child, An_exception_in_it_is_exit_code_2) {
  const auto how = run_in_child([]() -> int {
    ::close(STDERR_FILENO);
    throw std::runtime_error{"on purpose"};
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 2}));
}

TEST(Child, One_that_takes_too_long_is_killed_and_a_failure) {
  child slow{pause_for_ever};
  ending how;
  EXPECT_NONFATAL_FAILURE(how = slow.wait(std::chrono::milliseconds(5)), "is still there");
  EXPECT_EQ(how, (ending{ending_kind::signalled, SIGKILL}));
}

TEST(Child, Is_killed_and_reaped_when_nobody_waits) {
  int pid = 0;
  {
    const child dropped{pause_for_ever};
    pid = dropped.pid();
  }
  EXPECT_FALSE(os::pidfd::find(pid));
}

TEST(RunningProgram, Stands_at_its_first_line_while_its_output_is_held) {
  running_program program{"/bin/echo", {"hello"}, output::held};
  EXPECT_TRUE(wait_until([&] { return os::process_state(program.pid()) == 'S'; }));
  EXPECT_FALSE(program.process().handle().has_ended());
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 0}));
  EXPECT_EQ(program.said(), "hello\n");
}

TEST(WaitUntil, Gives_whether_it_came_true) {
  int looks = 0;
  EXPECT_TRUE(wait_until([&] { return ++looks == 3; }));
  EXPECT_EQ(looks, 3);
  EXPECT_FALSE(wait_until([] { return false; }, std::chrono::milliseconds(5)));
}

TEST(Scoped, Variables_limits_and_folders_are_given_back) {
  std::filesystem::path folder;
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  {
    const scoped_variable variable{"TROUPE_SCOPED", "1"};
    const scoped_limit limit{RLIMIT_NOFILE, 100};
    const temp_folder home;
    folder = home.path();
    std::ofstream{folder / "file"} << 'x';
    EXPECT_STREQ(std::getenv("TROUPE_SCOPED"), "1");
  }
  rlimit after{};
  ::getrlimit(RLIMIT_NOFILE, &after);
  EXPECT_EQ(after.rlim_cur, before.rlim_cur);
  EXPECT_EQ(std::getenv("TROUPE_SCOPED"), nullptr);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(Marks, Processes_are_counted_by_the_mark_of_their_run) {
  const auto mark = "support-" + std::to_string(os::own_pid());
  EXPECT_EQ(count_processes_with_mark(mark), 0U);
  const child marked{[&] {
    const scoped_variable run{"TROUPE_RUN", mark};
    ::execlp("sleep", "sleep", "1000", nullptr);
    return 99;
  }};
  EXPECT_TRUE(wait_until([&] { return count_processes_with_mark(mark) == 1; }));
}

} // namespace
} // namespace troupe::tests

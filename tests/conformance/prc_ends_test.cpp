/// Processes: how they end, and what is told of it.
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/process_by_messages.hpp"
#include "support/test_actors.hpp"
#include "troupe/fmt.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;
namespace os = rooms::os;

template <class Flavour>
struct ProcessEnding : testing::Test {};
TYPED_TEST_SUITE(ProcessEnding, flavours, flavour_names);

void do_nothing() {}
void go_on_when_told(const caf::actor& test) { wait_for_go(test); }
void fail(const std::string& why) { throw std::runtime_error(why); }

std::string printed(const process& p) {
  std::ostringstream out;
  out << p;
  return out.str();
}

std::string pid_of(const process& p) { return std::to_string(p.pid().value()); }

// The captured file is what the system's processes inherit.
TYPED_TEST(ProcessEnding, PRC_18_AnUncaughtExceptionIsOneLineAndExitCode1) {
  CaptureStderr();
  std::string pid;
  {
    const a_system sys;
    const process_of<TypeParam> p{{.name = "resize"}, fn<fail>, "no such file"};
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 1);
    pid = std::to_string(p.pid().value());
  }
  const std::string said = GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("'resize' (pid " + pid + ") ended by an uncaught std::runtime_error in '"));
  EXPECT_THAT(said, testing::EndsWith("fail': no such file\n"));
  EXPECT_EQ(std::ranges::count(said, '\n'), 1);
}

void read_to_the_end(const queue<int>& from) { static_cast<void>(from.get()); }

TEST(ProcessHandle, PRC_18_AnUncaughtErrorOfTroupeHasTheNameThatUsersWrite) {
  CaptureStderr();
  {
    const a_system sys;
    const queue<int> empty;
    empty.finish();
    const process p{fn<read_to_the_end>, empty};
    p.start();
    p.join();
    EXPECT_EQ(p.exitcode(), 1);
  }
  EXPECT_THAT(GetCapturedStderr(), HasSubstr(" ended by an uncaught troupe::end_of_stream in '"));
}

TEST(ProcessHandle, PRC_25_AClosedHandleKnowsNothingMore) {
  const a_system sys;
  listener test;
  const process p{fn<go_on_when_told>, static_cast<caf::actor>(test)};
  p.start();
  const int sentinel = p.sentinel();
  EXPECT_THROW(p.close(), invalid_state);
  let_go(test.hear<caf::actor>());
  p.join();
  p.close();
  EXPECT_EQ(::fcntl(sentinel, F_GETFD), -1);
  EXPECT_THROW(static_cast<void>(p.is_alive()), invalid_state);
  EXPECT_THROW(p.join(), invalid_state);
  EXPECT_THROW(p.terminate(), invalid_state);
  EXPECT_THROW(static_cast<void>(p.pid()), invalid_state);
  EXPECT_THROW(static_cast<void>(p.exitcode()), invalid_state);
  EXPECT_THROW(static_cast<void>(p.sentinel()), invalid_state);
  EXPECT_THAT(printed(p), HasSubstr("closed"));
}

TEST(ProcessHandle, PRC_26_TheSentinelIsReadableWhenTheProcessIsOver) {
  const a_system sys;
  listener test;
  const process p{fn<go_on_when_told>, static_cast<caf::actor>(test)};
  p.start();
  const int sentinel = p.sentinel();
  EXPECT_EQ(p.sentinel(), sentinel);
  const caf::actor waiting = test.hear<caf::actor>();
  EXPECT_FALSE(os::is_readable(sentinel));
  let_go(waiting);
  EXPECT_TRUE(os::wait_readable(sentinel, os::never));
  EXPECT_EQ(p.exitcode(), 0); // at once: who has seen the sentinel is not told that it runs
  EXPECT_FALSE(p.is_alive());
  EXPECT_TRUE(os::is_readable(sentinel));
  const process late{fn<do_nothing>};
  late.start();
  late.join();
  EXPECT_TRUE(os::is_readable(late.sentinel()));
}

TEST(ProcessHandle, PRC_27_ASentinelBelongsToAStartedProcess) {
  const a_system sys;
  const process p{fn<do_nothing>};
  EXPECT_THROW(static_cast<void>(p.sentinel()), invalid_state);
  p.start();
  p.join();
  p.close();
  EXPECT_THROW(static_cast<void>(p.sentinel()), invalid_state);
}

void print_without_newline() {
  std::printf("from stdio");
  std::cout << "from iostreams";
}

TYPED_TEST(ProcessEnding, PRC_33_StandardOutputIsFlushedAtTheEnd) {
  CaptureStdout();
  {
    const a_system sys;
    const process_of<TypeParam> p{fn<print_without_newline>};
    p.start();
    p.join();
  }
  const std::string said = GetCapturedStdout();
  EXPECT_THAT(said, HasSubstr("from stdio"));
  EXPECT_THAT(said, HasSubstr("from iostreams"));
}

TEST(ProcessText, PRC_39_ShowsWhoItIsAndHowFar) {
  const a_system sys;
  listener test;
  const process p{{.name = "worker 1"}, fn<go_on_when_told>, static_cast<caf::actor>(test)};
  EXPECT_EQ(printed(p), "process(worker 1, initial)");
  p.start();
  EXPECT_EQ(printed(p), "process(worker 1, pid " + pid_of(p) + ", started)");
  p.terminate();
  p.join();
  EXPECT_EQ(printed(p), "process(worker 1, pid " + pid_of(p) + ", stopped[SIGTERM])");
  EXPECT_EQ(fmt::format("{:>8}", p).substr(0, 8), "process(");
  const process three{{.name = "three"}, fn<[] { exit_process(3); }>};
  three.start();
  three.join();
  EXPECT_EQ(printed(three), "process(three, pid " + pid_of(three) + ", stopped[3])");
  const process none{{.name = "none"}, fn<do_nothing>};
  none.start();
  none.join();
  EXPECT_EQ(printed(none), "process(none, pid " + pid_of(none) + ", stopped)");
}

TEST(ProcessText, PRC_39_TheReadableFormShowsAllOfIt) {
  const a_system sys;
  const process p{{.name = "worker 1", .daemon = true}, fn<do_nothing>};
  EXPECT_EQ(text(p), "process(name: \"worker 1\", parent: " + std::to_string(os::own_pid()) +
                       ", state: initial, daemon: true, runs: troupe::tests::(anonymous)::do_nothing)");
  p.start();
  p.join();
  EXPECT_EQ(text(p), "process(name: \"worker 1\", pid: " + pid_of(p) + ", parent: " + std::to_string(os::own_pid()) +
                       ", state: stopped, daemon: true, runs: troupe::tests::(anonymous)::do_nothing)");
}

} // namespace
} // namespace troupe::tests

#include "os/pidfd.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "os/fork.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "os/reap.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {
namespace {

[[noreturn]] void sleep_for_ever() {
  for (;;)
    ::pause();
}

int fork_sleeper() {
  const int pid = fork_process();
  if (pid == 0)
    sleep_for_ever();
  return pid;
}

int fork_exiting(int code) {
  const int pid = fork_process();
  if (pid == 0)
    ::_exit(code);
  return pid;
}

TEST(Pidfd, Tells_a_running_process_from_an_ended_one) {
  const auto sleeper = pidfd::open(fork_sleeper());
  EXPECT_FALSE(sleeper.has_ended());
  EXPECT_FALSE(sleeper.reap());
  EXPECT_TRUE(sleeper.signal(SIGKILL));
  EXPECT_TRUE(sleeper.wait_ended(deadline_after(tests::patience)));
  EXPECT_TRUE(sleeper.has_ended());
  EXPECT_EQ(sleeper.reap(), (ending{ending_kind::signalled, SIGKILL}));
}

TEST(Pidfd, Gives_the_exit_code_once) {
  const auto process = pidfd::open(fork_exiting(7));
  ASSERT_TRUE(process.wait_ended(deadline_after(tests::patience)));
  EXPECT_EQ(process.reap(), (ending{ending_kind::exited, 7}));
  EXPECT_FALSE(process.reap());
}

TEST(Pidfd, A_reaped_process_takes_no_signal) {
  const auto process = pidfd::open(fork_exiting(0));
  ASSERT_TRUE(process.wait_ended(deadline_after(tests::patience)));
  EXPECT_TRUE(process.signal(SIGTERM)) << "a zombie takes signals";
  ASSERT_TRUE(process.reap());
  EXPECT_FALSE(process.signal(SIGTERM));
}

TEST(Pidfd, Waiting_ends_at_the_deadline) {
  const tests::child sleeper{[]() -> int { sleep_for_ever(); }};
  EXPECT_FALSE(sleeper.handle().wait_ended(deadline_after(std::chrono::milliseconds(5))));
}

TEST(Pidfd, Finding_a_process_that_is_gone_is_an_ordinary_no) {
  const int pid = fork_exiting(0);
  tests::wait_for_child(pid);
  EXPECT_FALSE(pidfd::find(pid));
  EXPECT_THROW(static_cast<void>(pidfd::open(pid)), no_resource);
}

TEST(Pidfd, Finding_without_a_free_descriptor_is_an_error) {
  const tests::scoped_limit none{RLIMIT_NOFILE, 0};
  EXPECT_THROW(static_cast<void>(pidfd::find(own_pid())), no_resource);
}

TEST(Pidfd, Is_close_on_exec) {
  const auto self = pidfd::open(own_pid());
  EXPECT_EQ(::fcntl(self.descriptor(), F_GETFD), FD_CLOEXEC);
}

TEST(Fork, A_refusal_is_a_negative_errno) {
  const tests::scoped_fault full{"os.fork", fault_action::fail, 1, EAGAIN};
  EXPECT_EQ(fork_process(), -EAGAIN);
}

TEST(Reap, A_peeked_child_can_still_be_reaped) {
  EXPECT_FALSE(has_children());
  const int pid = fork_exiting(4);
  EXPECT_TRUE(has_children());
  std::optional<ended_child> peeked;
  ASSERT_TRUE(tests::wait_until([&] { return (peeked = peek_ended_child()).has_value(); }));
  EXPECT_EQ(peeked->pid, pid);
  const auto reaped = reap_any_child();
  ASSERT_TRUE(reaped);
  EXPECT_EQ(reaped->pid, pid);
  EXPECT_EQ(reaped->how, (ending{ending_kind::exited, 4}));
  EXPECT_FALSE(reap_any_child());
  EXPECT_FALSE(has_children());
}

TEST(Reap, Running_children_are_not_waited_for) {
  const tests::child sleeper{[]() -> int { sleep_for_ever(); }};
  EXPECT_TRUE(has_children());
  EXPECT_FALSE(peek_ended_child());
  EXPECT_FALSE(reap_any_child());
}

} // namespace
} // namespace troupe::rooms::os

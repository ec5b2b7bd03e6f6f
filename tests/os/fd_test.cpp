#include "os/fd.hpp"

#include <cerrno>
#include <fcntl.h>
#include <gtest/gtest.h>

#include "os/close_range.hpp"
#include "os/event_fd.hpp"
#include "os/poll.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {
namespace {

bool is_open(int number) { return ::fcntl(number, F_GETFD) >= 0; }
fd open_null() { return fd{::open("/dev/null", O_RDWR | O_CLOEXEC)}; }

TEST(Fd, Closes_what_it_owns_and_nothing_that_was_moved_away) {
  int number = -1;
  {
    fd first = open_null();
    number = first.get();
    fd second{std::move(first)};
    EXPECT_FALSE(first);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, Assignment_closes_the_old_and_release_closes_nothing) {
  fd one = open_null();
  const int old = one.get();
  one = open_null();
  EXPECT_FALSE(is_open(old) && old != one.get());
  const int released = one.release();
  EXPECT_TRUE(is_open(released));
  one.reset(released);
  one.reset();
  EXPECT_FALSE(is_open(released));
}

TEST(Fd, A_duplicate_is_close_on_exec_and_lives_on_its_own) {
  fd one = open_null();
  const fd two = one.duplicate();
  one.reset();
  EXPECT_EQ(::fcntl(two.get(), F_GETFD), FD_CLOEXEC);
}

TEST(Fd, Duplicating_without_a_free_number_says_emfile) {
  const fd one = open_null();
  const fd last = one.duplicate(); // has the lowest free number
  const tests::scoped_limit none{RLIMIT_NOFILE, static_cast<rlim_t>(last.get() + 1)};
  try {
    static_cast<void>(one.duplicate());
    ADD_FAILURE() << "there was a free number";
  } catch (const no_resource& caught) {
    EXPECT_EQ(caught.number(), EMFILE);
  }
}

TEST(EventFd, Is_readable_from_set_to_clear) {
  const event_fd bell;
  EXPECT_FALSE(is_readable(bell.descriptor()));
  bell.set();
  bell.set();
  EXPECT_TRUE(is_readable(bell.descriptor()));
  EXPECT_TRUE(bell.clear());
  EXPECT_FALSE(bell.clear());
  EXPECT_FALSE(is_readable(bell.descriptor()));
}

TEST(EventFd, Wakes_another_process) {
  const event_fd there;
  const event_fd back;
  tests::child echo{[&] {
    const bool rang = wait_readable(there.descriptor(), never);
    back.set();
    return rang ? 0 : 1;
  }};
  there.set();
  EXPECT_TRUE(wait_readable(back.descriptor(), deadline_after(tests::patience)));
  EXPECT_EQ(echo.wait(), (ending{ending_kind::exited, 0}));
}

TEST(EventFd, Reports_the_failure_of_the_kernel) {
  const tests::scoped_fault full{"os.event_fd", fault_action::fail, 1, ENFILE};
  EXPECT_THROW(event_fd{}, no_resource);
}

TEST(Poll, A_deadline_passes_without_anything_to_read) {
  const event_fd silent;
  EXPECT_FALSE(wait_readable(silent.descriptor(), deadline_after(std::chrono::milliseconds(5))));
}

TEST(Poll, Timeouts_are_rounded_up_and_know_never) {
  EXPECT_EQ(poll_timeout(never), -1);
  EXPECT_EQ(poll_timeout(time_point::min()), 0);
  EXPECT_GE(poll_timeout(clock::now() + std::chrono::microseconds(1100)), 0);
  EXPECT_GT(poll_timeout(clock::now() + std::chrono::hours(1)), 3'000'000);
  EXPECT_GT(poll_timeout(clock::now() + std::chrono::hours(24 * 365)), 2'000'000'000);
}

int close_all_but_kept(bool by_hand) {
  if (by_hand)
    arm_fault("os.close_range", fault_action::fail, 1, ENOSYS);
  std::vector<fd> many;
  for (int i = 0; i < 8; ++i)
    many.push_back(open_null());
  const int keep[] = {many[6].get(), many[2].get()};
  close_all_from(3, keep);
  int wrong = 0;
  for (std::size_t i = 0; i < many.size(); ++i)
    wrong += is_open(many[i].release()) != (i == 6 || i == 2);
  return wrong + !is_open(2);
}

TEST(CloseRange, Closes_all_but_what_is_kept) {
  EXPECT_EQ(tests::run_in_child([] { return close_all_but_kept(false); }), (ending{ending_kind::exited, 0}));
}

TEST(CloseRange, Falls_back_to_closing_one_by_one) {
  const auto how = tests::run_in_child([] {
    const fd early = open_null();
    const fd late{::fcntl(early.get(), F_DUPFD, 700)};
    arm_fault("os.close_range", fault_action::fail, 1, ENOSYS);
    close_all_from(3);
    return int{is_open(early.get())} + int{is_open(late.get())} + int{!is_open(1)};
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
  EXPECT_EQ(tests::run_in_child([] { return close_all_but_kept(true); }), (ending{ending_kind::exited, 0}));
}

} // namespace
} // namespace troupe::rooms::os

#include "os/image.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "os/child_ends.hpp"
#include "os/event_fd.hpp"
#include "os/fork.hpp"
#include "os/inherited.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "os/readiness.hpp"
#include "os/reap.hpp"
#include "os/signals.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {
namespace {

using testing::Contains;
using testing::Not;

// The part of the new image: it has the descriptor named in the environment, and sets it.
TEST(NewImage, Sets_the_event_that_it_inherits) {
  const char* number = std::getenv("TROUPE_INNER_EVENT");
  if (number == nullptr)
    return;
  const event_fd event{fd{std::atoi(number)}};
  ASSERT_TRUE(is_open(event.descriptor()));
  EXPECT_EQ(std::getenv("TROUPE_INNER_UNWANTED"), nullptr);
  event.set();
}

image_start inner_image(int event) {
  image_start what{{program_name(), "--gtest_filter=NewImage.*", "--gtest_brief=1"},
                   environment_without({"TROUPE_INNER_UNWANTED"})};
  what.environment.push_back("TROUPE_INNER_EVENT=" + std::to_string(event));
  return what;
}

TEST(Image, A_new_one_has_its_descriptors_environment_and_process_group) {
  const event_fd event;
  const tests::scoped_variable unwanted{"TROUPE_INNER_UNWANTED", "1"};
  const int inherited[] = {event.descriptor()};
  const int pid = start_own_image(inner_image(event.descriptor()), inherited);
  EXPECT_EQ(process_group_of(pid), pid);
  EXPECT_EQ(tests::wait_for_child(pid), (ending{ending_kind::exited, 0}));
  EXPECT_TRUE(event.clear());
}

TEST(Image, Taking_the_place_of_this_one_keeps_what_is_not_close_on_exec) {
  const event_fd event;
  const auto how = tests::run_in_child([&] {
    set_close_on_exec(event.descriptor(), false);
    return become_own_image(inner_image(event.descriptor()));
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
  EXPECT_TRUE(event.clear());
}

TEST(Image, A_refusal_of_the_kernel_is_an_error) {
  const tests::scoped_fault full{"os.start_own_image", fault_action::fail, 1, EAGAIN};
  try {
    static_cast<void>(start_own_image(inner_image(0), {}));
    ADD_FAILURE() << "started";
  } catch (const no_resource& caught) {
    EXPECT_EQ(caught.number(), EAGAIN);
  }
}

TEST(Image, Variables_are_left_out_by_their_whole_name) {
  const tests::scoped_variable one{"TROUPE_ONE", "1"};
  const tests::scoped_variable longer{"TROUPE_ONE_MORE", "2"};
  const auto kept = environment_without({"TROUPE_ONE"});
  EXPECT_THAT(kept, Contains("TROUPE_ONE_MORE=2"));
  EXPECT_THAT(kept, Not(Contains("TROUPE_ONE=1")));
}

TEST(Inherited, Closed_standard_descriptors_become_dev_null) {
  const auto how = tests::run_in_child([] {
    ::close(1);
    settle_standard_descriptors();
    char byte = 0;
    const bool empty = ::read(0, &byte, 1) == 0;
    const fd next{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    return empty && is_open(1) && is_open(2) && next.get() > 2 ? 0 : 1;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(Inherited, Open_standard_descriptors_stay_what_they_are) {
  const auto how = tests::run_in_child([] {
    int ends[2];
    if (::pipe(ends) != 0)
      return 1;
    ::dup2(ends[0], 0);
    ::close(1);
    open_closed_standard_descriptors();
    return ::write(ends[1], "x", 1) == 1 && is_readable(0) && is_open(1) && ::write(1, "y", 1) == 1 ? 0 : 2;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(Inherited, Buffered_output_can_be_forgotten) {
  const tests::temp_folder folder;
  const auto file = folder.path() / "output";
  const auto how = tests::run_in_child([&] {
    const fd output{::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)};
    ::dup2(output.get(), 1);
    std::fputs("said twice", stdout);
    forget_buffered_output();
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
  EXPECT_EQ(std::filesystem::file_size(file), 0U);
}

TEST(Readiness, One_descriptor_tells_of_many) {
  readiness all;
  const event_fd one;
  const event_fd two;
  all.watch(one.descriptor());
  all.watch_once(two.descriptor());
  EXPECT_FALSE(is_readable(all.descriptor()));
  two.set();
  EXPECT_TRUE(is_readable(all.descriptor()));
  all.take_note();
  EXPECT_FALSE(is_readable(all.descriptor())) << "once is once, though it is still set";
  one.set();
  all.take_note();
  EXPECT_TRUE(is_readable(all.descriptor())) << "as long as it is readable";
  all.forget(one.descriptor());
  EXPECT_FALSE(is_readable(all.descriptor()));
}

TEST(Readiness, Room_to_write_counts_when_it_is_asked_for) {
  readiness all;
  const event_fd one; // always has room
  all.watch(one.descriptor());
  EXPECT_FALSE(is_readable(all.descriptor()));
  all.watch_room(one.descriptor(), true);
  EXPECT_TRUE(is_readable(all.descriptor()));
  all.watch_room(one.descriptor(), false);
  EXPECT_FALSE(is_readable(all.descriptor()));
}

TEST(Readiness, An_alarm_rings_unless_it_is_taken_back) {
  readiness all;
  all.set_alarm(std::chrono::milliseconds(1));
  EXPECT_TRUE(wait_readable(all.descriptor(), deadline_after(tests::patience)));
  all.take_note();
  all.set_alarm(std::chrono::hours(1));
  EXPECT_FALSE(is_readable(all.descriptor()));
  all.set_alarm(duration::zero());
  EXPECT_FALSE(is_readable(all.descriptor()));
}

TEST(ChildEnds, Are_readable_from_an_end_until_they_are_cleared) {
  const blocked_signals ends{SIGCHLD};
  const child_ends watch;
  EXPECT_FALSE(is_readable(watch.descriptor()));
  const int pid = fork_process();
  if (pid == 0)
    ::_exit(0);
  EXPECT_TRUE(wait_readable(watch.descriptor(), deadline_after(tests::patience)));
  watch.clear();
  EXPECT_FALSE(is_readable(watch.descriptor()));
  wait_and_reap(pid);
  EXPECT_FALSE(has_children());
}

TEST(ChildEnds, A_wait_for_one_ends_with_it) {
  const blocked_signals ends{SIGCHLD};
  const int pid = fork_process();
  if (pid == 0)
    ::_exit(0);
  EXPECT_TRUE(tests::wait_until([] {
    wait_for_child_end(std::chrono::hours(1));
    return peek_ended_child().has_value();
  }));
  wait_and_reap(pid);
}

} // namespace
} // namespace troupe::rooms::os

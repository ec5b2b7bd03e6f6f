#include "troupe/ending.hpp"

#include <cerrno>
#include <csignal>
#include <gtest/gtest.h>

namespace troupe {
namespace {

const process_label resize{3, "resize", 4242};

TEST(Ending, A_killed_worker_is_a_sentence_with_the_signals_name) {
  EXPECT_EQ(text(resize, {ending_kind::signalled, SIGKILL}),
            "worker 3 'resize' (pid 4242) killed by signal 9 (SIGKILL)");
}

TEST(Ending, Each_way_of_ending_reads_on_from_its_subject) {
  EXPECT_EQ(text(resize, {ending_kind::exited, 3}), "worker 3 'resize' (pid 4242) exited with code 3");
  EXPECT_EQ(text(resize, {ending_kind::running, 0}), "worker 3 'resize' (pid 4242) is running");
  EXPECT_EQ(text(resize, {ending_kind::stopped, 0}), "worker 3 'resize' (pid 4242) stopped in order");
  EXPECT_EQ(text(resize, {ending_kind::spawner_gone, 0}),
            "worker 3 'resize' (pid 4242) ended with its spawner, which died");
  EXPECT_EQ(text({3, "resize", 0}, {ending_kind::never_started, EAGAIN}),
            "worker 3 'resize' could not be started: Resource temporarily unavailable (EAGAIN)");
  EXPECT_EQ(text({3, "", 0}, {ending_kind::never_started, 0}), "worker 3 could not be started");
}

TEST(Ending, What_is_not_known_is_left_out) {
  EXPECT_EQ(text({0, "", 7}, {ending_kind::exited, 0}), "process (pid 7) exited with code 0");
  EXPECT_EQ(text({5, "", 0}, {ending_kind::exited, 0}), "worker 5 exited with code 0");
}

TEST(Ending, Signals_without_a_name_are_numbers) {
  EXPECT_EQ(text(ending{ending_kind::signalled, SIGRTMIN + 2}),
            "killed by signal " + std::to_string(SIGRTMIN + 2) + " (SIGRTMIN+2)");
  EXPECT_EQ(text(ending{ending_kind::signalled, 500}), "killed by signal 500");
}

TEST(Ending, A_kind_of_a_newer_troupe_still_has_a_text_and_a_code) {
  const ending newer{static_cast<ending_kind>(200), 1};
  EXPECT_EQ(text(newer), "ended in an unknown way");
  EXPECT_EQ(exit_code(newer), 1);
}

TEST(Ending, Exit_codes_follow_pythons_rule) {
  EXPECT_EQ(exit_code({ending_kind::running, 0}), 0);
  EXPECT_EQ(exit_code({ending_kind::exited, 3}), 3);
  EXPECT_EQ(exit_code({ending_kind::signalled, SIGTERM}), -15);
  EXPECT_EQ(exit_code({ending_kind::stopped, 0}), 0);
  EXPECT_EQ(exit_code({ending_kind::never_started, EAGAIN}), 127);
  EXPECT_EQ(exit_code({ending_kind::spawner_gone, 0}), -9);
}

} // namespace
} // namespace troupe

// Processes that cannot be had, and processes that are lost.
#include <algorithm>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "support/scoped.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using testing::HasSubstr;
namespace os = rooms::os;

int parent_of(int pid) {
  for (const int candidate : os::descendants_of(os::own_pid()))
    if (const auto children = os::children_of(candidate); std::ranges::find(children, pid) != children.end())
      return candidate;
  return 0;
}

#ifdef TROUPE_FAULT_POINTS
TEST(SpawnFailure, A_fork_that_the_kernel_refuses_is_one_clear_error_and_the_next_may_succeed) {
  const scoped_variable fault{"TROUPE_FAULT", "spawn.before_fork:fail:1:11"}; // EAGAIN, in the spawner
  const a_system sys;
  try {
    static_cast<void>(spawn({.name = "unborn"}, fn<echo>));
    FAIL() << "it was spawned";
  } catch (const no_resource& why) {
    EXPECT_THAT(why.what(), HasSubstr("Resource temporarily unavailable"));
  }
  EXPECT_EQ(ask<int>(spawn(fn<echo>), 1), 1);
}

TEST(SpawnFailure, A_worker_killed_at_birth_is_one_clear_error) {
  const scoped_variable fault{"TROUPE_FAULT", "spawn.child.before_entry:kill:1"};
  const a_system sys;
  try {
    static_cast<void>(spawn({.name = "unborn"}, fn<echo>));
    FAIL() << "it was spawned";
  } catch (const worker_lost& why) {
    EXPECT_THAT(why.what(), HasSubstr("'unborn'"));
    EXPECT_THAT(why.what(), HasSubstr("killed by signal 9 (SIGKILL) before it was ready"));
  }
}

TEST(SpawnFailure, A_worker_killed_just_after_it_reported_was_ready_and_is_lost) {
  const scoped_variable fault{"TROUPE_FAULT", "supervision.worker.reported:kill:1"};
  const a_system sys;
  self self;
  const caf::actor who = spawn({.name = "shortlived"}, fn<echo>);
  self->monitor(who);
  self->receive(
    [](const down_msg& down) { EXPECT_THAT(text(down.reason), HasSubstr("killed by signal 9 (SIGKILL)")); });
}
#endif

TEST(SpawnFailure, When_the_spawner_dies_monitors_are_told_and_the_next_spawn_works) {
  testing::internal::CaptureStderr();
  {
    const a_system sys;
    self self;
    const caf::actor who = spawn({.name = "orphan"}, fn<echo>);
    self->monitor(who);
    os::pidfd::open(parent_of(process_of(who).pid())).signal(SIGKILL);
    self->receive([](const down_msg& down) {
      EXPECT_THAT(text(down.reason), HasSubstr("'orphan'"));
      EXPECT_THAT(text(down.reason), HasSubstr("spawner"));
    });
    EXPECT_EQ(ask<int>(spawn(fn<echo>), 2), 2);
  }
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("troupe: the spawner "));
  EXPECT_EQ(std::ranges::count(said, '\n'), 1) << said;
}

TEST(SpawnFailure, Slots_used_again_and_again_while_workers_are_killed_lose_no_answer) {
  const a_system sys{{.processes = 62}};
  std::vector<caf::actor> workers;
  for (unsigned i = 0; i < 200; ++i) {
    workers.push_back(spawn(fn<echo>));
    if (workers.size() > 10) {
      const unsigned victim = i * 7 % workers.size();
      if (i % 2 == 0)
        kill_process_of(workers[victim]);
      workers.erase(workers.begin() + victim);
    }
    for (unsigned k = 1; k <= 3; ++k)
      EXPECT_EQ(ask<int>(workers[i * k % workers.size()], 5), 5);
  }
}

TEST(SpawnFailure, Memory_in_a_tmpfs_works_as_memory_without_a_folder) {
  const a_system sys{{.directory = "/dev/shm"}};
  EXPECT_EQ(ask<int>(spawn(fn<echo>), 3), 3);
  // The leak check of this program sees whether a name was left there.
}

TEST(SpawnFailure, A_folder_that_is_not_there_is_said_when_the_system_is_made) {
  try {
    const a_system sys{{.directory = "/there/is/none"}};
    FAIL() << "a system without memory";
  } catch (const no_resource& why) {
    EXPECT_THAT(why.what(), HasSubstr("/there/is/none"));
  }
  const a_system another;
}

TEST(SpawnFailure, Without_descriptors_left_a_system_is_refused_and_leaves_none_open) {
  {
    const scoped_limit few{RLIMIT_NOFILE, 8};
    EXPECT_THROW(const a_system sys, no_resource);
  }
  const a_system sys;
  EXPECT_EQ(ask<int>(spawn(fn<echo>), 4), 4);
}

} // namespace
} // namespace troupe::tests

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include <unistd.h>

#include <troupe/troupe.hpp>

#include "os/process_facts.hpp"
#include "support/child.hpp"
#include "support/running_program.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using testing::HasSubstr;

// An actor of this process that asks `whom` `count` times, one question after the other.
caf::actor local_asker(const caf::actor& whom, int count, int& answers) {
  troupe::self self;
  const caf::actor made = self->spawn([&answers, whom, count](event_based_actor* me) -> behavior {
    return {[=, &answers](int round) {
      me->request(whom, caf::infinite, round).then([=, &answers](int) {
        if (++answers < count)
          me->send(me, round + 1);
      });
    }};
  });
  caf::anon_send(made, 0);
  return made;
}

std::string complaint_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const contract_error& why) {
    return why.what();
  }
  return "no contract_error";
}

TEST(System, Is_made_and_ended_a_thousand_times) {
  set_test_limit(std::chrono::seconds(300));
  for (int i = 0; i < 1000; ++i)
    const a_system sys;
}

TEST(System, Is_made_and_ended_with_a_worker_many_times) {
  set_test_limit(std::chrono::seconds(120));
  for (int i = 0; i < 50; ++i) {
    const a_system sys;
    const caf::actor worker = spawn(fn<echo>);
    EXPECT_EQ(ask<int>(worker, i), i);
  }
}

TEST(System, Two_at_once_are_a_contract_error_and_one_after_the_other_is_none) {
  {
    const a_system sys;
    EXPECT_THAT(complaint_of([] { const a_system another; }), HasSubstr("already"));
    EXPECT_EQ(ask<int>(spawn(fn<echo>), 1), 1) << "the first is as it was";
  }
  const a_system sys;
}

TEST(System, Without_one_spawn_and_self_name_the_line_that_is_missing) {
  EXPECT_THAT(complaint_of([] { static_cast<void>(spawn(fn<echo>)); }), HasSubstr("troupe::system sys{argc, argv};"));
  EXPECT_THAT(complaint_of([] { const troupe::self self; }), HasSubstr("troupe::system sys{argc, argv};"));
}

TEST(System, Lives_on_any_thread_and_ends_on_another) {
  std::unique_ptr<a_system> sys;
  std::thread{[&] { sys = std::make_unique<a_system>(); }}.join();
  EXPECT_EQ(ask<int>(spawn(fn<echo>), 5), 5) << "its maker's thread has ended";
  std::thread{[&] { EXPECT_EQ(ask<int>(spawn(fn<echo>), 6), 6); }}.join();
  std::thread{[&] { sys.reset(); }}.join();
}

TEST(System, Threads_spawn_and_ask_at_the_same_time) {
  const a_system sys;
  std::atomic<int> sum{0};
  std::vector<std::thread> threads;
  for (int i = 1; i <= 4; ++i)
    threads.emplace_back([&sum, i] {
      const caf::actor worker = spawn(fn<echo>);
      for (int round = 0; round < 50; ++round)
        sum += ask<int>(worker, i);
    });
  for (std::thread& each : threads)
    each.join();
  EXPECT_EQ(sum, 50 * (1 + 2 + 3 + 4));
}

TEST(System, Leaves_argv_alone) {
  char name[] = "program", option[] = "--troupe-option";
  char* argv[] = {name, option, nullptr};
  const troupe::system sys{2, argv};
  EXPECT_EQ(argv[0], name);
  EXPECT_EQ(argv[1], option);
}

class ClosedStreams : public testing::TestWithParam<const char*> {};

// Their numbers would go to what troupe opens first, its shared memory, and what is printed into it.
TEST_P(ClosedStreams, Become_dev_null_in_all_processes_of_the_program) {
  const std::string command = std::string{"exec \"$0\" streams "} + GetParam();
  running_program program{"/bin/sh", {"-c", command, HOUSE_PROGRAM}};
  EXPECT_EQ(program.wait(), (ending{ending_kind::exited, 0}));
}

INSTANTIATE_TEST_SUITE_P(Of, ClosedStreams,
                         testing::Values("<&- >&- 2>&-", "</dev/null >&- 2>/dev/null", "<&- >/dev/null 2>/dev/null"));

TEST(System, Handles_that_outlive_it_may_be_destroyed) {
  caf::actor worker;
  {
    const a_system sys;
    worker = spawn(fn<echo>);
  }
  {
    const a_system sys;
    EXPECT_EQ(ask<int>(spawn(fn<echo>), 1), 1);
    worker = nullptr;
  }
}

TEST(System, Ends_workers_that_are_idle_within_their_grace) {
  const auto before = std::chrono::steady_clock::now();
  {
    const a_system sys{{.grace = std::chrono::seconds(30)}};
    for (int i = 0; i < 3; ++i)
      static_cast<void>(ask<int>(spawn(fn<echo>), i));
    const caf::actor kept = spawn(fn<echo>);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20)) << "nobody used up the grace";
}

TEST(System, Ends_a_worker_that_never_leaves_its_handler) {
  caf::actor worker;
  const a_system sys{{.grace = std::chrono::milliseconds(50)}};
  worker = spawn(fn<hanging>);
  troupe::self self;
  self->send(worker, 1);
  // The leak check of this program sees whether the process is gone after `sys`.
}

TEST(System, Ends_a_worker_that_ignores_sigterm_too) {
  const a_system sys{{.grace = std::chrono::milliseconds(50)}};
  const caf::actor worker = spawn(fn<hanging_without_sigterm>);
  troupe::self self;
  self->send(worker, 1);
}

TEST(System, Refuses_more_processes_than_its_options_allow) {
  const a_system sys{{.processes = 3}};
  std::vector<caf::actor> workers;
  for (int i = 0; i < 3; ++i)
    workers.push_back(spawn(fn<echo>));
  try {
    workers.push_back(spawn(fn<echo>));
    FAIL() << "four processes where three are allowed";
  } catch (const no_resource& why) {
    EXPECT_THAT(why.what(), HasSubstr("slots"));
  }
  EXPECT_EQ(ask<int>(workers.front(), 3), 3);
  workers.pop_back();
  EXPECT_TRUE(wait_until([&] {
    try {
      workers.push_back(spawn(fn<echo>));
      return true;
    } catch (const no_resource&) {
      return false;
    }
  }))
    << "the place of one that ended is free again";
}

TEST(System, Refuses_options_that_nobody_can_mean) {
  EXPECT_THROW(a_system{{.processes = 0}}, invalid_argument);
  EXPECT_THROW(a_system{{.processes = 1023}}, invalid_argument);
  EXPECT_THROW(a_system{{.grace = std::chrono::milliseconds(-5)}}, invalid_argument);
  const a_system sys; // a refused one is none
  EXPECT_EQ(ask<int>(spawn(fn<echo>), 5), 5);
}

int use_what_was_inherited(const caf::actor& known) {
  const bool is_refused = complaint_of([&] {
                            self {
                            } -> send(known, 1);
                          }) != "no contract_error" &&
                          complaint_of([] { (void)spawn(fn<echo>); }) != "no contract_error" &&
                          complaint_of([] { const event made; }) != "no contract_error" &&
                          complaint_of([] { supervisor{}.start(); }) != "no contract_error";
  return is_refused ? 0 : 1;
}

TEST(System, Is_not_there_in_a_child_that_somebody_forks_off) {
  const a_system sys;
  const caf::actor worker = spawn(fn<echo>);
  EXPECT_EQ(ask<int>(worker, 1), 1);
  child forked{[&]() -> int { ::_exit(use_what_was_inherited(worker)); }};
  EXPECT_EQ(forked.wait(), (ending{ending_kind::exited, 0}));
  EXPECT_EQ(ask<int>(worker, 2), 2) << "its lane is as it was";
}

TEST(System, Says_what_is_wrong_when_memory_cannot_hold_a_worker) {
  const a_system sys{{.memory = KiB(512)}};
  std::vector<caf::actor> workers;
  try {
    for (int i = 0; i < 100; ++i)
      workers.push_back(spawn(fn<echo>));
    FAIL() << "100 workers in 512 KiB";
  } catch (const no_resource& why) {
    EXPECT_THAT(why.what(), HasSubstr("bytes"));
  }
}

TEST(System, A_foreign_loop_polls_its_descriptor) {
  a_system sys;
  const int descriptor = sys->fileno();
  const caf::actor worker = spawn(fn<echo>);
  int answers = 0;
  // An actor of the root: it runs in dispatch alone, as no thread waits inside troupe.
  const caf::actor here = local_asker(worker, 10, answers);
  EXPECT_TRUE(wait_until([&] {
    if (rooms::os::wait_readable(descriptor, rooms::os::deadline_after(std::chrono::milliseconds(100))))
      sys->dispatch();
    return answers == 10;
  }));
}

TEST(System, The_process_knows_itself_and_the_host) {
  EXPECT_GE(cpu_count(), 1U);
  EXPECT_EQ(current_process().pid(), rooms::os::own_pid());
  EXPECT_EQ(current_process().name(), "MainProcess");
}

} // namespace
} // namespace troupe::tests

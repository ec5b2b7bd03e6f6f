// Handles of processes: where they go, how long they are good for, and what happens in between.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "os/process_facts.hpp"
#include "support/flavours.hpp"
#include "support/listener.hpp"
#include "support/scoped.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace os = rooms::os;

struct Process : testing::Test {
  a_system sys;
  listener test;
  caf::actor here = test;
};

void do_nothing() {}
void exit_with(int code) { exit_process(code); }

template <class Error>
std::string refusal_of(const std::function<void()>& what) {
  try {
    what();
  } catch (const Error& why) {
    return why.what();
  }
  return "it was done";
}

// -- handles that travel ------------------------------------------------------------------------------

void join_and_say_code(const caf::actor& to, const process& p) {
  p.join();
  say(to, p.exitcode().value());
}

TEST_F(Process, A_handle_sent_to_another_process_is_the_same_process_there) {
  const process p{fn<wait_for_go>, here};
  p.start();
  const caf::actor waiting = test.hear<caf::actor>();
  const process other{fn<join_and_say_code>, here, p};
  other.start();
  let_go(waiting);
  EXPECT_EQ(test.hear<int>(), 0);
  other.join();
}

TEST_F(Process, A_handle_sent_after_the_end_still_knows_the_exit_code) {
  const process p{fn<exit_with>, 9};
  p.start();
  p.join();
  const process other{fn<join_and_say_code>, here, p};
  other.start();
  EXPECT_EQ(test.hear<int>(), 9);
  other.join();
}

void kill_and_say(const caf::actor& to, const process& p) {
  p.kill();
  p.join();
  say(to, p.exitcode().value());
}

TEST_F(Process, Any_process_that_has_a_handle_may_end_the_process) {
  const process p{fn<wait_for_ever>};
  p.start();
  const process other{fn<kill_and_say>, here, p};
  other.start();
  EXPECT_EQ(test.hear<int>(), -SIGKILL);
  p.join();
  EXPECT_EQ(p.exitcode(), -SIGKILL);
  other.join();
}

void start_and_say_pid(const caf::actor& to, const process& p) {
  p.start();
  say(to, p.pid().value());
}

TEST_F(Process, One_that_is_not_started_can_be_started_elsewhere_once_it_has_an_address) {
  const process p{fn<wait_for_go>, here};
  EXPECT_THAT(refusal_of<invalid_state>([&] { process{fn<start_and_say_pid>, here, p}.start(); }),
              HasSubstr("ask for its address(), first"));
  static_cast<void>(p.address());
  const process other{fn<start_and_say_pid>, here, p};
  other.start();
  const caf::actor waiting = test.hear<caf::actor>();
  EXPECT_EQ(p.pid(), test.hear<int>());
  EXPECT_TRUE(p.is_alive());
  EXPECT_EQ(p.parent_pid(), os::own_pid());
  let_go(waiting);
  p.join();
  other.join();
  EXPECT_EQ(p.exitcode(), 0);
}

void say_own_handle(const caf::actor& to) {
  say(to, current_process());
  wait_for_go(to);
}

TEST_F(Process, A_process_gives_away_a_handle_of_itself) {
  const process p{fn<say_own_handle>, here};
  p.start();
  const process said = test.hear<process>();
  EXPECT_EQ(said, p);
  EXPECT_TRUE(said.is_alive());
  let_go(test.hear<caf::actor>());
  said.join();
  EXPECT_EQ(said.exitcode(), 0);
}

// -- starts -------------------------------------------------------------------------------------------

TEST_F(Process, It_is_started_once_however_many_try) {
  const process p{fn<do_nothing>};
  std::atomic<int> started{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      try {
        p.start();
        ++started;
      } catch (const invalid_state&) {
      }
    });
  for (std::thread& each : threads)
    each.join();
  EXPECT_EQ(started, 1);
  p.join();
  EXPECT_THAT(refusal_of<invalid_state>([&] { p.start(); }), HasSubstr("make another to run it again"));
}

void describe_and_leave(const caf::actor& to) {
  const process p{{.name = "orphan"}, fn<do_nothing>};
  say(to, p.address());
  wait_for_go(to);
}

TEST_F(Process, What_a_process_described_cannot_be_started_when_it_is_over) {
  const process p{fn<describe_and_leave>, here};
  p.start();
  const caf::actor address = test.hear<caf::actor>();
  let_go(test.hear<caf::actor>());
  p.join();
  EXPECT_THAT(refusal_of<invalid_state>([&] { ask_from_an_actor<process_view>(address, process_start{}); }),
              HasSubstr("its parent is over"));
}

troupe::behavior runner(troupe::event_based_actor*) {
  return {[](int code) {
    const process p{fn<exit_with>, code};
    p.start();
    p.join();
    return p.exitcode().value();
  }};
}

TEST_F(Process, A_handler_may_start_and_join) { EXPECT_EQ(ask<int>(spawn(fn<runner>), 5), 5); }

// -- ends ---------------------------------------------------------------------------------------------

void exit_on_another_thread() {
  troupe::self self; // this thread pumps
  std::thread{[] { exit_process(6); }}.detach();
  self->receive([](int) {});
}

TEST_F(Process, It_may_be_left_on_any_of_its_threads) {
  const process p{fn<exit_on_another_thread>};
  p.start();
  p.join();
  EXPECT_EQ(p.exitcode(), 6);
}

void have_a_child_that_hangs(const caf::actor& to, int code) {
  listener own;
  process{fn<[](const caf::actor& parent) {
            say(parent, os::own_pid());
            wait_for_ever();
          }>,
          static_cast<caf::actor>(own)}
    .start();
  say(to, own.hear<int>());
  if (code < 0)
    throw std::runtime_error("on purpose");
  std::_Exit(code);
}

TEST_F(Process, One_that_fails_does_not_wait_for_its_children) {
  for (const int code : {-1, 3}) {
    const process p{fn<have_a_child_that_hangs>, here, code};
    p.start();
    const int child = test.hear<int>();
    p.join();
    EXPECT_EQ(p.exitcode(), code == -1 ? 1 : code);
    EXPECT_TRUE(wait_until([&] { return os::process_state(child) == 0; }));
  }
}

TEST_F(Process, Many_looks_with_a_limit_leave_nothing_behind) {
  const process p{fn<wait_for_ever>};
  p.start();
  for (int i = 0; i < 1000; ++i)
    EXPECT_FALSE(p.join_for(0ns));
  p.kill();
  p.join();
}

#ifdef TROUPE_FAULT_POINTS
struct ProcessFault : testing::TestWithParam<const char*> {};

TEST_P(ProcessFault, A_process_killed_anywhere_is_over_for_who_waits) {
  const std::string where = GetParam();
  const scoped_variable fault{"TROUPE_FAULT", where + ":kill:1"};
  const a_system sys;
  listener test;
  const process p{fn<wait_for_go>, static_cast<caf::actor>(test)};
  p.start();
  if (where.ends_with("after_function") || where.ends_with("finished")) // the others do not come that far
    let_go(test.hear<caf::actor>());
  p.join();
  EXPECT_EQ(p.exitcode(), -SIGKILL);
  EXPECT_FALSE(p.is_alive());
}
INSTANTIATE_TEST_SUITE_P(At, ProcessFault,
                         testing::Values("spawn.child.born", "spawn.child.before_entry",
                                         "parallel.worker.before_function", "parallel.worker.after_function",
                                         "parallel.worker.finished"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

TEST(SpawnerFault, A_process_whose_spawner_dies_is_over_and_the_next_may_start) {
  const scoped_variable fault{"TROUPE_FAULT", "spawn.reply.before:kill:2"};
  const a_system sys;
  const process first{fn<wait_for_ever>};
  first.start();
  const process second{fn<wait_for_ever>};
  EXPECT_THROW(second.start(), worker_lost);
  first.join();
  EXPECT_EQ(first.exitcode(), -SIGKILL);
  ::unsetenv("TROUPE_FAULT"); // or the next spawner dies as well
  second.start();
  EXPECT_TRUE(second.is_alive());
  second.kill();
  second.join();
}
#endif

// -- after the system ---------------------------------------------------------------------------------

TEST(ProcessHandle, That_outlives_its_system_can_be_destroyed_and_no_more) {
  std::optional<process> running, over;
  std::optional<caf::actor> address;
  {
    const a_system sys;
    running.emplace(process_options{.daemon = true}, fn<wait_for_ever>);
    over.emplace(fn<exit_with>, 4);
    running->start();
    address = running->address();
    over->start();
    over->join();
  }
  EXPECT_EQ(over->exitcode(), 4); // nobody has to be asked for it
  EXPECT_FALSE(over->is_alive());
  EXPECT_THROW(static_cast<void>(running->is_alive()), contract_error);
  EXPECT_THROW(running->join(), contract_error);
  const a_system another;
  EXPECT_THAT(refusal_of<contract_error>([&] { static_cast<void>(running->is_alive()); }),
              HasSubstr("belongs to a troupe::system that has ended"));
  EXPECT_THROW(running->join(), contract_error);
  EXPECT_THROW(running->kill(), contract_error);
}

TEST(ProcessHandle, Without_a_system_it_can_be_described_and_not_started) {
  const process p{fn<do_nothing>};
  EXPECT_FALSE(p.is_alive());
  EXPECT_THAT(refusal_of<contract_error>([&] { p.start(); }), HasSubstr("troupe::system sys{argc, argv};"));
  const a_system sys;
  p.start();
  p.join();
  EXPECT_EQ(p.exitcode(), 0);
}

TEST_F(Process, A_handle_that_was_moved_from_is_of_the_same_process_still) {
  process p{fn<exit_with>, 3};
  const process q = std::move(p);
  EXPECT_FALSE(p.is_alive()); // NOLINT(bugprone-use-after-move)
  q.start();
  p.join();
  EXPECT_EQ(p.exitcode(), 3);
  EXPECT_EQ(p, q);
}

} // namespace
} // namespace troupe::tests

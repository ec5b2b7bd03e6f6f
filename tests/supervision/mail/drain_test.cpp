// An ordered stop: what was sent to an actor before it is handled, within the time for that.
#include <gtest/gtest.h>

#include <set>

#include "support/scoped.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace json = rooms::message::json;

child a_draining_one(duration drain, duration grace) {
  child one = quick_child("subject", actor_run{fn<subject>});
  one.stop = {.drain = drain, .grace = grace};
  return one;
}

std::size_t letters_in(const running_tree& tree) {
  return tree.ask("dead-letters", {{"action", "list"}}).at("result").at("letters").as_array().size();
}

void send_numbers(witness& seen, const caf::actor& to, int first, int behind) {
  for (int i = first; i < behind; ++i)
    seen.self()->send(to, work{i, deed::nothing, seen.handle()});
}

const json::object at_once{{"wait", false}};

TEST(Drain, What_waits_is_handled_before_the_actor_ends) {
  constexpr int waiting = 2000;
  const running_tree tree{{a_draining_one(25s, 30s)}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->monitor(role);
  send_numbers(seen, role, 0, waiting);
  tree.ask("stop", at_once, {"subject"});
  for (int i = 0; i < waiting; ++i)
    ASSERT_EQ(seen.next().number, i);
  bool is_over = false;
  seen.self()->receive([&](const caf::down_msg&) { is_over = true; }, caf::after(20s) >> [] {});
  EXPECT_TRUE(is_over) << "and then it ends at once";
  EXPECT_EQ(letters_in(tree), 0U);
  const json::object row =
    tree.ask("status", {}, {"subject"}).at("result").at("children").as_array().front().as_object();
  EXPECT_EQ(row.at("last_end").at("cause").as_string(), "stopped");
}

TEST(Drain, A_restart_that_is_asked_for_handles_each_message_once_and_in_order) {
  constexpr int first = 1000, second = 2000;
  const running_tree tree{{a_draining_one(25s, 30s)}};
  witness seen;
  const caf::actor role = whereis("subject");
  send_numbers(seen, role, 0, first);
  tree.ask("restart", at_once, {"subject"});
  send_numbers(seen, role, first, second);
  std::set<int> pids;
  for (int i = 0; i < second; ++i) {
    const began now = seen.next();
    ASSERT_EQ(now.number, i);
    pids.insert(now.pid);
  }
  EXPECT_LE(pids.size(), 2U);
  ASSERT_TRUE(wait_until([&] {
    const caf::actor life = incarnation_of(role);
    return life && (!pids.contains(process_of(life).pid()) || pids.size() == 2);
  }))
    << "it has come back";
}

TEST(Drain, Who_does_not_come_to_an_end_is_asked_to_when_the_time_is_over) {
  const running_tree tree{{a_draining_one(100ms, 2s)}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{0, deed::hang_once, seen.handle(), tree.flag("once")});
  EXPECT_EQ(seen.next().number, 0);
  send_numbers(seen, role, 1, 11);
  const auto began = std::chrono::steady_clock::now();
  tree.ask("stop", {}, {"subject"});
  EXPECT_GE(std::chrono::steady_clock::now() - began, 100ms);
  EXPECT_EQ(letters_in(tree), 10U) << "what waited behind it";
}

// It is asked to drain and to end, and is killed before it has heard of either.
TEST(Drain, What_a_life_was_asked_and_never_heard_is_not_asked_of_its_next) {
  child one = a_draining_one(50ms, 300ms);
  one.restart = transient;
  const running_tree tree{{one}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{0, deed::hang_once, seen.handle(), tree.flag("once")});
  EXPECT_EQ(seen.next().number, 0);
  tree.ask("restart", {}, {"subject"});
  for (int i = 1; i < 200; ++i) { // it would be over after the first
    seen.self()->send(role, work{i, deed::nothing, seen.handle()});
    ASSERT_EQ(seen.next().number, i);
  }
  const json::object row =
    tree.ask("status", {}, {"subject"}).at("result").at("children").as_array().front().as_object();
  EXPECT_EQ(row.at("incarnation").to_number<int>(), 2);
  EXPECT_EQ(row.at("restarts").to_number<int>(), 0);
}

TEST(Drain, A_restart_that_is_asked_for_is_no_delivery_of_what_was_in_hand) {
  child one = a_draining_one(20ms, 200ms);
  one.delivery = at_least_once;
  one.max_deliveries = 2;
  const running_tree tree{{one}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{7, deed::hang, seen.handle()});
  EXPECT_EQ(seen.next().number, 7);
  for (int i = 0; i < 3; ++i) {
    tree.ask("restart", {}, {"subject"});
    EXPECT_EQ(seen.next().number, 7) << "it comes again";
  }
  EXPECT_EQ(letters_in(tree), 0U);
  kill_life_of(role);
  EXPECT_EQ(seen.next().number, 7) << "the first time that counts";
  kill_life_of(role);
  EXPECT_TRUE(wait_until([&] { return letters_in(tree) == 1; })) << "the second";
}

TEST(Drain, A_promise_that_is_open_is_waited_for) {
  const running_tree tree{{a_draining_one(300ms, 2s)}};
  witness seen;
  const caf::actor role = whereis("subject");
  auto question = seen.self()->request(role, caf::infinite, work{5, deed::promise, seen.handle()});
  EXPECT_EQ(seen.next().number, 5);
  const auto began = std::chrono::steady_clock::now();
  tree.ask("stop", at_once, {"subject"});
  bool has_failed = false;
  question.receive([](int) {}, [&](const error_value&) { has_failed = true; });
  EXPECT_TRUE(has_failed) << "nobody keeps it";
  EXPECT_GE(std::chrono::steady_clock::now() - began, 250ms);
}

#ifdef TROUPE_FAULT_POINTS

// It has read all its mail, has closed its intake, and has handled nothing of it yet.
TEST(Drain, Who_dies_while_it_drains_leaves_what_it_has_not_handled_to_its_next_life) {
  constexpr int waiting = 500;
  const scoped_variable fault{"TROUPE_FAULT", "supervision.worker.draining:kill:1"};
  const running_tree tree{{a_draining_one(25s, 30s)}};
  witness seen;
  const caf::actor role = whereis("subject");
  send_numbers(seen, role, 0, waiting);
  tree.ask("restart", at_once, {"subject"});
  std::set<int> pids;
  for (int i = 0; i < waiting; ++i) {
    const began now = seen.next();
    ASSERT_EQ(now.number, i);
    pids.insert(now.pid);
  }
  ASSERT_TRUE(wait_until([&] {
    try {
      const caf::actor life = incarnation_of(role);
      return life && (pids.size() == 2 || !pids.contains(process_of(life).pid()));
    } catch (const invalid_state&) {
      return false; // it has died since
    }
  }));
  EXPECT_EQ(letters_in(tree), 0U);
}

#endif

TEST(Drain, Without_a_time_for_it_an_actor_ends_at_once) {
  const running_tree tree{{a_draining_one(0s, 10s)}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{0, deed::nothing, seen.handle()});
  EXPECT_EQ(seen.next().number, 0);
  tree.ask("stop", {}, {"subject"});
  EXPECT_FALSE(find("subject"));
}

} // namespace
} // namespace troupe::tests

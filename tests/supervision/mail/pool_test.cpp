// A pool of a tree by its own name: which slot gets what, and what its slots' deaths cost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace json = rooms::message::json;

child a_pool(std::uint32_t count, dispatch_kind how = least_loaded) {
  child made = quick_child("many", actor_run{fn<subject>});
  made.count = count;
  made.dispatch = how;
  return made;
}

std::string slot_name(std::uint32_t number) { return "many[" + std::to_string(number) + "]"; }

/// The pids of all slots, all of which run.
std::map<int, std::uint32_t> slots_by_pid(std::uint32_t count) {
  std::map<int, std::uint32_t> all;
  for (std::uint32_t i = 0; i < count; ++i) {
    caf::actor life;
    EXPECT_TRUE(wait_until([&] { return static_cast<bool>(life = incarnation_of(whereis(slot_name(i)))); }));
    all[process_of(life).pid()] = i;
  }
  return all;
}

void kill_slots(std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i)
    kill_life_of(whereis(slot_name(i)));
}

json::array letters_in(const running_tree& tree) {
  return tree.ask("dead-letters", {{"action", "list"}}).at("result").at("letters").as_array();
}

/// Which slot has a number as its key: asked for, one after the other.
std::map<int, std::uint32_t> slots_of_keys(witness& seen, const caf::actor& pool, std::uint32_t count, int keys) {
  const std::map<int, std::uint32_t> slots = slots_by_pid(count);
  std::map<int, std::uint32_t> made;
  for (int key = 0; key < keys; ++key) {
    seen.self()->send(pool, work{key, deed::nothing, seen.handle()});
    const began now = seen.next();
    EXPECT_EQ(now.number, key);
    EXPECT_TRUE(slots.contains(now.pid));
    made[key] = slots.contains(now.pid) ? slots.at(now.pid) : count;
  }
  return made;
}

TEST(Pool, Is_found_by_its_name_and_alias_and_answers_by_its_slots) {
  child many = a_pool(3);
  many.alias = {"topic"};
  const running_tree tree{{many}};
  witness seen;
  const caf::actor pool = whereis("many");
  EXPECT_EQ(pool, whereis("topic"));
  EXPECT_NE(pool, whereis("many[0]"));
  std::set<int> pids;
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(ask<int>(pool, work{i, deed::nothing, seen.handle()}), i);
    pids.insert(seen.next().pid);
  }
  EXPECT_EQ(pids.size(), 3U) << "who is equally loaded has its turn";
}

TEST(Pool, Gives_nothing_to_a_slot_that_is_busy_while_others_are_not) {
  const running_tree tree{{a_pool(3)}};
  witness seen;
  const caf::actor pool = whereis("many");
  seen.self()->send(pool, work{0, deed::hang_once, seen.handle(), tree.flag("once")});
  const int busy = seen.next().pid;
  for (int i = 1; i <= 20; ++i) {
    EXPECT_EQ(ask<int>(pool, work{i, deed::nothing, seen.handle()}), i);
    EXPECT_NE(seen.next().pid, busy);
  }
  kill_slots(3);
}

TEST(Pool, Spreads_what_waits_evenly) {
  const running_tree tree{{a_pool(2)}};
  witness seen;
  const caf::actor pool = whereis("many");
  for (int i = 0; i < 2; ++i) {
    seen.self()->send(pool, work{i, deed::hang_once, seen.handle(), tree.flag("once" + std::to_string(i))});
    static_cast<void>(seen.next());
  }
  constexpr int waiting = 20;
  for (int i = 0; i < waiting; ++i)
    seen.self()->send(pool, work{i + 2, deed::nothing, seen.handle()});
  kill_slots(2);
  std::map<int, int> handled;
  for (int i = 0; i < waiting + 2; ++i) // those that hung are handled once more
    ++handled[seen.next().pid];
  ASSERT_EQ(handled.size(), 2U);
  for (const auto& [pid, count] : handled)
    EXPECT_EQ(count, waiting / 2 + 1);
}

TEST(Pool, A_slot_that_is_down_gets_nothing_while_another_one_is_up) {
  child many = a_pool(2);
  many.backoff = {.initial = 1h, .max = 1h};
  const running_tree tree{{many}};
  witness seen;
  const caf::actor pool = whereis("many");
  const caf::actor dead = whereis("many[0]");
  const std::map<int, std::uint32_t> slots = slots_by_pid(2);
  kill_life_of(dead);
  ASSERT_TRUE(wait_until([&] { return !incarnation_of(dead); }));
  const int left = std::ranges::find(slots, 1U, &std::pair<const int, std::uint32_t>::second)->first;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(ask<int>(pool, work{i, deed::nothing, seen.handle()}), i);
    EXPECT_EQ(seen.next().pid, left);
  }
}

TEST(Pool, Mail_waits_while_all_slots_are_down) {
  child many = a_pool(2);
  many.backoff = {.initial = 1h, .max = 1h};
  const running_tree tree{{many}};
  witness seen;
  const caf::actor pool = whereis("many");
  kill_slots(2);
  for (int i = 0; i < 2; ++i)
    ASSERT_TRUE(wait_until([&] { return !incarnation_of(whereis(slot_name(static_cast<std::uint32_t>(i)))); }));
  for (int i = 0; i < 10; ++i)
    seen.self()->send(pool, work{i, deed::nothing, seen.handle()});
  tree.ask("start", {}, {"many[0]", "many[1]"});
  std::set<int> numbers;
  for (int i = 0; i < 10; ++i)
    numbers.insert(seen.next().number);
  EXPECT_EQ(numbers.size(), 10U);
}

TEST(Pool, Takes_mail_before_its_first_start) {
  child many = a_pool(2);
  many.autostart = false;
  const running_tree tree{{many}};
  witness seen;
  seen.self()->send(whereis("many"), work{1, deed::nothing, seen.handle()});
  tree.ask("start", {}, {"many"});
  EXPECT_EQ(seen.next().number, 1);
}

TEST(Pool, By_key_the_first_field_says_which_slot_in_every_life_and_every_tree) {
  constexpr std::uint32_t count = 4;
  constexpr int keys = 32;
  std::map<int, std::uint32_t> first;
  {
    const running_tree tree{{a_pool(count, by_key)}};
    witness seen;
    const caf::actor pool = whereis("many");
    first = slots_of_keys(seen, pool, count, keys);
    kill_slots(count);
    EXPECT_EQ(slots_of_keys(seen, pool, count, keys), first);
  }
  std::map<std::uint32_t, int> used;
  for (const auto& [key, slot] : first)
    ++used[slot];
  EXPECT_EQ(used.size(), count);
  for (const auto& [slot, times] : used)
    EXPECT_LT(times, keys / 2) << "slot " << slot << " has the half of them";
  const running_tree another{{a_pool(count, by_key)}};
  witness seen;
  EXPECT_EQ(slots_of_keys(seen, whereis("many"), count, keys), first);
}

TEST(Pool, By_key_deaths_cost_no_message_of_any_key) {
  child many = a_pool(3, by_key);
  many.work.max_deliveries = 100;
  const running_tree tree{{many}};
  witness seen;
  const caf::actor pool = whereis("many");
  constexpr int keys = 5, rounds = 40;
  for (int round = 0; round < rounds; ++round) {
    for (int key = 0; key < keys; ++key)
      seen.self()->send(pool, work{key, round % 10 == 3 ? deed::die_once : deed::nothing, seen.handle(),
                                   tree.flag(std::to_string(key) + "-" + std::to_string(round))});
  }
  // Each death is one more beginning, of the same message.
  std::map<int, int> begun;
  for (int i = 0; i < keys * (rounds + rounds / 10); ++i)
    ++begun[seen.next().number];
  for (int key = 0; key < keys; ++key)
    EXPECT_EQ(begun[key], rounds + rounds / 10) << key;
  EXPECT_TRUE(letters_in(tree).empty());
}

TEST(Pool, Nothing_is_lost_when_its_slots_are_killed_all_along) {
  set_test_limit(std::chrono::seconds(100));
  constexpr std::uint32_t count = 3;
  constexpr int messages = 3000;
  child many = a_pool(count);
  many.work.max_deliveries = 100;
  const running_tree tree{{many}};
  witness seen;
  const caf::actor pool = whereis("many");
  std::mt19937 random{20261127};
  std::set<int> numbers;
  for (int sent = 0; sent < messages; ++sent) {
    seen.self()->send(pool, work{sent, deed::nothing, seen.handle()});
    if (sent % 100 == 50)
      kill_life_of(whereis(slot_name(static_cast<std::uint32_t>(random()) % count)));
  }
  while (numbers.size() < messages && !testing::Test::HasFailure())
    numbers.insert(seen.next().number);
  EXPECT_EQ(numbers.size(), messages);
  EXPECT_TRUE(letters_in(tree).empty());
}

TEST(Pool, A_request_in_hand_at_a_death_is_answered_by_the_next_life_of_its_slot) {
  const running_tree tree{{a_pool(2)}};
  witness seen;
  int answer = 0;
  auto question =
    seen.self()->request(whereis("many"), caf::infinite, work{7, deed::die_once, seen.handle(), tree.flag("once")});
  question.receive([&](int number) { answer = number; }, [](const error_value& why) { ADD_FAILURE() << text(why); });
  EXPECT_EQ(answer, 7);
  EXPECT_NE(seen.next().pid, seen.next().pid);
}

TEST(Pool, What_kills_its_slot_is_a_dead_letter_of_that_slot_and_the_others_go_on) {
  const running_tree tree{{a_pool(2)}};
  witness seen;
  const caf::actor pool = whereis("many");
  seen.self()->send(pool, work{42, deed::die, seen.handle()});
  for (int i = 0; i < 20; ++i)
    seen.self()->send(pool, work{i, deed::nothing, seen.handle()});
  std::map<int, int> begun;
  for (int i = 0; i < 20 + 3; ++i)
    ++begun[seen.next().number];
  EXPECT_EQ(begun[42], 3) << "max_deliveries";
  ASSERT_TRUE(wait_until([&] { return letters_in(tree).size() == 1; }));
  const json::object letter = letters_in(tree).front().as_object();
  EXPECT_THAT(std::string{letter.at("address").as_string()}, HasSubstr("many["));
  EXPECT_EQ(letter.at("deliveries").to_number<int>(), 3);
}

TEST(Pool, Its_handle_travels_and_is_what_uses_gives) {
  child user = quick_child("relay", actor_run{fn<relay>});
  user.uses = {{"topic", "many"}};
  const running_tree tree{{a_pool(2), user}};
  witness seen;
  const caf::actor pool = whereis("many"), courier = whereis("relay");
  EXPECT_TRUE(ask<bool>(courier, has_peer{"topic", pool}));
  seen.self()->send(courier, keep_role{pool});
  std::set<int> pids;
  for (int i = 0; i < 4; ++i) {
    seen.self()->send(courier, pass_on{{i, deed::nothing, seen.handle()}});
    const began now = seen.next();
    EXPECT_EQ(now.number, i);
    pids.insert(now.pid);
  }
  EXPECT_EQ(pids.size(), 2U);
}

TEST(Pool, Has_no_life_of_its_own_to_look_at) {
  const running_tree tree{{a_pool(2)}};
  witness seen;
  const caf::actor pool = whereis("many");
  EXPECT_THROW(static_cast<void>(incarnation_of(pool)), invalid_argument);
  EXPECT_THROW(watch(seen.handle(), pool), invalid_argument);
  EXPECT_FALSE(kill_process_of(pool));
  seen.self()->send_exit(pool, caf::exit_reason::kill);
  EXPECT_EQ(ask<int>(pool, work{1, deed::nothing, seen.handle()}), 1) << "it ends with its tree alone";
}

TEST(Pool, Its_monitors_fire_when_it_has_ended_for_good_and_requests_fail_then) {
  const running_tree tree{{a_pool(2)}};
  witness seen;
  const caf::actor pool = whereis("many");
  seen.self()->monitor(pool);
  tree.ask("stop", {}, {"many"});
  caf::actor_addr of;
  seen.self()->receive([&](const caf::down_msg& what) { of = what.source; }, caf::after(30s) >> [] {});
  EXPECT_EQ(of, pool.address());
  EXPECT_FALSE(find("many"));
  errc code = errc::none;
  seen.self()
    ->request(pool, caf::infinite, work{1, deed::nothing, seen.handle()})
    .receive([](int) {}, [&](const error_value& why) { code = code_of(why); });
  EXPECT_EQ(code, errc::worker_lost);
}

TEST(Pool, One_slot_that_is_stopped_leaves_its_share_to_the_others) {
  const running_tree tree{{a_pool(2)}};
  witness seen;
  const caf::actor pool = whereis("many");
  tree.ask("stop", {}, {"many[0]"});
  // The tree is ready with one slot of the two.
  ASSERT_TRUE(wait_until([] { return incarnation_of(whereis("many[1]")) != nullptr; }));
  const int left = process_of(incarnation_of(whereis("many[1]"))).pid();
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(ask<int>(pool, work{i, deed::nothing, seen.handle()}), i);
    EXPECT_EQ(seen.next().pid, left);
  }
  tree.ask("start", {}, {"many[0]"});
  std::set<int> pids;
  EXPECT_TRUE(wait_until([&] { // what others have in a mailbox is seen a little later
    static_cast<void>(ask<int>(pool, work{0, deed::nothing, seen.handle()}));
    pids.insert(seen.next().pid);
    return pids.size() == 2;
  }))
    << "who comes back belongs to it again";
}

} // namespace
} // namespace troupe::tests

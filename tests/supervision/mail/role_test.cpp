// Children of a tree as actors: found by name, watched, and reached over all their lives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace json = rooms::message::json;

child a_subject() { return quick_child("subject", actor_run{fn<subject>}); }

json::array letters_in(const running_tree& tree) {
  return tree.ask("dead-letters", {{"action", "list"}}).at("result").at("letters").as_array();
}

TEST(Role, Is_found_by_name_and_alias_and_nobody_else_is) {
  child one = a_subject();
  one.alias = {"topic"};
  const running_tree tree{{one}};
  EXPECT_EQ(whereis("subject"), whereis("topic"));
  EXPECT_FALSE(find("nobody"));
  try {
    static_cast<void>(whereis("subjct"));
    ADD_FAILURE() << "found";
  } catch (const unknown_name& why) {
    EXPECT_THAT(why.what(), HasSubstr("did you mean 'subject'?"));
  }
}

TEST(Role, Stays_good_inside_messages_while_its_lives_change) {
  const running_tree tree{{a_subject(), quick_child("relay", actor_run{fn<relay>})}};
  witness seen;
  const caf::actor role = whereis("subject"), courier = whereis("relay");
  seen.self()->send(courier, keep_role{role});
  int last_pid = 0;
  for (int life = 0; life < 3; ++life) {
    seen.self()->send(courier, pass_on{{life, deed::nothing, seen.handle()}});
    const began now = seen.next();
    EXPECT_EQ(now.number, life);
    EXPECT_NE(now.pid, std::exchange(last_pid, now.pid));
    kill_life_of(role);
  }
}

TEST(Role, Takes_mail_before_its_first_life) {
  child one = a_subject();
  one.autostart = false;
  const running_tree tree{{one}};
  witness seen;
  const caf::actor role = whereis("subject");
  EXPECT_FALSE(incarnation_of(role));
  seen.self()->send(role, work{1, deed::nothing, seen.handle()});
  tree.ask("start", {}, {"subject"});
  EXPECT_EQ(seen.next().number, 1);
}

TEST(Role, Its_monitors_fire_when_it_ends_for_good_and_those_of_a_life_with_that_life) {
  const running_tree tree{{a_subject()}};
  witness seen;
  const caf::actor role = whereis("subject");
  caf::actor life;
  ASSERT_TRUE(wait_until([&] { return static_cast<bool>(life = incarnation_of(role)); }));
  seen.self()->monitor(role);
  seen.self()->monitor(life);
  kill_life_of(role);
  const auto next_down = [&] {
    caf::actor_addr of;
    seen.self()->receive([&](const caf::down_msg& what) { of = what.source; }, caf::after(30s) >> [] {});
    return of;
  };
  EXPECT_EQ(next_down(), life.address());
  ASSERT_TRUE(wait_until([&] { return static_cast<bool>(incarnation_of(role)); }));
  tree.ask("stop", {}, {"subject"});
  EXPECT_EQ(next_down(), role.address());
  EXPECT_FALSE(find("subject"));
}

TEST(Role, Tells_who_watches_of_each_death_and_return) {
  const running_tree tree{{a_subject()}};
  witness seen;
  const caf::actor role = whereis("subject");
  ASSERT_TRUE(wait_until([&] { return static_cast<bool>(incarnation_of(role)); }));
  watch(seen.handle(), role);
  std::vector<std::string> heard;
  const auto hear = [&] {
    seen.self()->receive(
      [&](const came_up& what) { heard.push_back(what.role == role && what.incarnation ? "up" : "wrong"); },
      [&](const went_down& what) { heard.push_back(std::string{name(what.cause)} + ": " + what.reason); },
      caf::after(30s) >> [&] { heard.emplace_back("nothing"); });
  };
  hear();
  kill_life_of(role);
  hear();
  hear();
  ASSERT_EQ(heard.size(), 3U);
  EXPECT_EQ(heard[0], "up");
  EXPECT_THAT(heard[1], testing::AllOf(HasSubstr("signal: "), HasSubstr("SIGKILL")));
  EXPECT_EQ(heard[2], "up");
  unwatch(seen.handle(), role);
}

TEST(Role, Who_watches_twice_hears_of_each_death_once) {
  const running_tree tree{{a_subject()}};
  witness seen;
  const caf::actor role = whereis("subject");
  ASSERT_TRUE(wait_until([&] { return static_cast<bool>(incarnation_of(role)); }));
  watch(seen.handle(), role);
  watch(seen.handle(), role);
  std::string heard;
  const auto hear = [&] {
    seen.self()->receive([&](const came_up&) { heard += "up "; }, [&](const went_down&) { heard += "down "; },
                         caf::after(30s) >> [&] { heard += "nothing "; });
  };
  hear();
  hear();
  kill_life_of(role);
  hear();
  hear();
  EXPECT_EQ(heard, "up up down up ") << "each call tells what runs now";
}

TEST(Role, Of_a_life_there_is_nothing_to_watch) {
  const running_tree tree{{a_subject()}};
  witness seen;
  caf::actor life;
  ASSERT_TRUE(wait_until([&] { return static_cast<bool>(life = incarnation_of(whereis("subject"))); }));
  EXPECT_THROW(watch(seen.handle(), life), invalid_argument);
  EXPECT_THROW(static_cast<void>(incarnation_of(life)), invalid_argument);
}

TEST(Role, A_peer_is_what_uses_says) {
  child user = quick_child("relay", actor_run{fn<relay>});
  user.uses = {{"topic", "subject"}};
  const running_tree tree{{a_subject(), user}};
  const caf::actor role = whereis("subject");
  EXPECT_TRUE(ask<bool>(whereis("relay"), has_peer{"topic", role}));
  EXPECT_THROW(ask<bool>(whereis("relay"), has_peer{"subject", role}), error) << "only under its local name";
  EXPECT_THROW(static_cast<void>(peer("topic")), unknown_name) << "nothing is used by plain code";
}

// -- limits -----------------------------------------------------------------------------------------

child a_small_one(overflow_policy overflow) {
  child one = a_subject();
  one.mailbox = {.limit = 64U << 10, .overflow = overflow};
  return one;
}

constexpr int many = 400; // of a kilobyte each: six times the limit

TEST(Role, A_full_mailbox_that_rejects_makes_dead_letters_of_sends_and_fails_requests) {
  const running_tree tree{{a_small_one(overflow_policy::reject)}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{0, deed::hang_once, seen.handle(), tree.flag("once")});
  EXPECT_EQ(seen.next().number, 0);
  for (int i = 1; i <= many; ++i)
    seen.self()->send(role, work{i, deed::nothing, seen.handle(), {}, std::string(1000, 'x')});
  std::string complaint;
  seen.self()
    ->request(role, caf::infinite, work{many + 1, deed::nothing, seen.handle(), {}, std::string(1000, 'x')})
    .receive([](int) {}, [&](const error_value& why) { complaint = text(why); });
  EXPECT_THAT(complaint, HasSubstr("overflow"));
  ASSERT_TRUE(wait_until([&] { return letters_in(tree).size() > many / 2; }));
  const json::object letter = letters_in(tree).front().as_object();
  EXPECT_THAT(std::string{letter.at("cause").as_string()}, HasSubstr("overflow"));
  EXPECT_THAT(std::string{letter.at("type").as_string()}, HasSubstr("work"));
  EXPECT_TRUE(letter.at("value").as_object().contains("number"));
  kill_life_of(role);
  for (std::size_t i = 0; i < many - letters_in(tree).size(); ++i)
    static_cast<void>(seen.next());
}

TEST(Role, A_full_mailbox_that_blocks_lets_its_senders_wait_for_room) {
  const running_tree tree{{a_small_one(overflow_policy::block)}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{0, deed::hang_once, seen.handle(), tree.flag("once")});
  EXPECT_EQ(seen.next().number, 0);
  std::atomic<int> sent = 0;
  std::thread sender{[&] {
    troupe::self own;
    for (int i = 1; i <= many; ++i, ++sent)
      own->send(role, work{i, deed::nothing, seen.handle(), {}, std::string(1000, 'x')});
  }};
  int last = -1;
  ASSERT_TRUE(wait_until([&] { return sent > 20 && std::exchange(last, sent) == sent; }));
  EXPECT_LT(sent, 100);
  kill_life_of(role);
  for (int i = 1; i <= many; ++i)
    EXPECT_EQ(seen.next().number, i);
  sender.join();
  EXPECT_EQ(letters_in(tree).size(), 0U);
}

TEST(Role, A_full_mailbox_that_blocks_refuses_what_the_shell_sends_and_holds_up_no_other_child) {
  child small = a_subject();
  small.mailbox = {.limit = 4U << 10};
  const running_tree tree{{small, quick_child("neighbour", actor_run{fn<subject>})}};
  witness seen;
  const caf::actor role = whereis("subject"), other = whereis("neighbour");
  seen.self()->send(role, work{0, deed::hang_once, seen.handle(), tree.flag("once")});
  EXPECT_EQ(seen.next().number, 0);
  const json::object plain{{"type", "keep_promises"}}, request{{"type", "keep_promises"}, {"request", true}};
  json::object answer;
  for (int left = 200; left != 0 && !answer.contains("error"); --left)
    answer = tree.ask("send", plain, {"subject"});
  EXPECT_THAT(rooms::message::json_text(answer), HasSubstr("mailbox is full"));
  EXPECT_EQ(answer.at("exit").to_number<int>(), 1);
  EXPECT_THAT(rooms::message::json_text(tree.ask("send", request, {"subject"})), HasSubstr("mailbox is full"));
  kill_life_of(other);
  seen.self()->send(other, work{1, deed::nothing, seen.handle()});
  EXPECT_EQ(seen.next().number, 1);
  kill_life_of(role);
  seen.self()->send(role, work{2, deed::nothing, seen.handle()});
  EXPECT_EQ(seen.next().number, 2);
}

// -- dead letters -----------------------------------------------------------------------------------

TEST(DeadLetter, Can_be_listed_shown_sent_again_and_dropped) {
  const running_tree tree{{quick_child("subject", actor_run{fn<subject>}, at_least_once)}};
  witness seen;
  seen.self()->send(whereis("subject"), work{42, deed::die, seen.handle()});
  ASSERT_TRUE(wait_until([&] { return letters_in(tree).size() == 1; }));
  const json::object letter = letters_in(tree).front().as_object();
  EXPECT_EQ(letter.at("address").as_string(), "subject");
  EXPECT_EQ(letter.at("deliveries").to_number<int>(), 3);
  EXPECT_THAT(std::string{letter.at("cause").as_string()}, HasSubstr("SIGSEGV"));
  const json::array id{letter.at("id")};
  const json::object shown = tree.ask("dead-letters", {{"action", "show"}, {"id", id}});
  EXPECT_EQ(shown.at("result").at("letters").as_array().front().at("value").at("number").to_number<int>(), 42);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(seen.next().number, 42);
  tree.ask("dead-letters", {{"action", "requeue"}, {"id", id}});
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(seen.next().number, 42) << "it is as deadly as it was";
  ASSERT_TRUE(wait_until([&] { return letters_in(tree).size() == 1; }));
  const json::array next{letters_in(tree).front().at("id")};
  EXPECT_NE(next, id);
  EXPECT_EQ(tree.ask("dead-letters", {{"action", "drop"}, {"id", next}}).at("result").at("count").to_number<int>(), 1);
  EXPECT_TRUE(letters_in(tree).empty());
  EXPECT_EQ(tree.ask("dead-letters", {{"action", "drop"}, {"id", next}}).at("exit").to_number<int>(), 1);
}

TEST(DeadLetter, What_is_no_number_of_one_is_found_nowhere) {
  const running_tree tree{{a_subject()}};
  for (const json::value& none : {json::value(-1), json::value(1.5), json::value("x"), json::value(nullptr)})
    for (const char* action : {"show", "requeue", "drop"})
      EXPECT_EQ(tree.ask("dead-letters", {{"action", action}, {"id", json::array{none}}}).at("exit").to_number<int>(),
                1)
        << none << ' ' << action;
}

TEST(DeadLetter, Of_a_child_that_has_ended_for_good_tells_how_often_it_was_in_hand) {
  child one = quick_child("subject", actor_run{fn<subject>}, at_least_once);
  one.restart = temporary;
  const running_tree tree{{one}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{1, deed::die, seen.handle()});
  seen.self()->send(role, work{2, deed::nothing, seen.handle()});
  EXPECT_EQ(seen.next().number, 1);
  ASSERT_TRUE(wait_until([&] { return letters_in(tree).size() == 2; }));
  const json::array letters = letters_in(tree);
  EXPECT_EQ(letters[0].at("value").at("number").to_number<int>(), 1);
  EXPECT_EQ(letters[0].at("deliveries").to_number<int>(), 1);
  EXPECT_EQ(letters[1].at("deliveries").to_number<int>(), 0);
}

TEST(DeadLetter, Of_a_request_is_sent_again_as_one_that_nobody_waits_for) {
  child one = quick_child("subject", actor_run{fn<subject>}, at_least_once);
  one.max_deliveries = 1;
  const running_tree tree{{one}};
  witness seen;
  const caf::actor role = whereis("subject");
  std::string complaint;
  seen.self()
    ->request(role, caf::infinite, work{1, deed::die_once, seen.handle(), tree.flag("once")})
    .receive([](int) {}, [&](const error_value& why) { complaint = text(why); });
  EXPECT_THAT(complaint, HasSubstr("SIGSEGV"));
  ASSERT_EQ(letters_in(tree).size(), 1U);
  EXPECT_EQ(seen.next().number, 1);
  tree.ask("dead-letters", {{"action", "requeue"}, {"id", json::array{letters_in(tree).front().at("id")}}});
  EXPECT_EQ(seen.next().number, 1);
  EXPECT_EQ(ask<int>(role, work{2, deed::nothing, seen.handle()}), 2); // what it has to say before this has come
  EXPECT_EQ(seen.next().number, 2);
  seen.self()->receive([](int) { ADD_FAILURE() << "an answer to nothing"; }, caf::after(0s) >> [] {});
}

} // namespace
} // namespace troupe::tests

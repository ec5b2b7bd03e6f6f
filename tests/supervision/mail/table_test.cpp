// What becomes of a message when its receiver dies: one test for each cell of the table, with real processes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>

#include "actor/host.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace json = rooms::message::json;

class Mailbox : public testing::TestWithParam<delivery_kind> {
protected:
  [[nodiscard]] child a_subject() const { return quick_child("subject", actor_run{fn<subject>}, GetParam()); }
};

/// The answer to a request, or the text of its error.
class asked {
public:
  asked(witness& by, const caf::actor& whom, const work& what)
    : answer_(by.self()->request(whom, caf::infinite, what)) {}
  int value() {
    int got = -1;
    answer_.receive([&](int value) { got = value; }, [](const error_value& why) { ADD_FAILURE() << text(why); });
    return got;
  }
  std::string complaint() {
    std::string got = "no error";
    answer_.receive([](int) {}, [&](const error_value& why) { got = text(why); });
    return got;
  }

private:
  decltype(std::declval<troupe::self_actor&>().request(caf::actor{}, caf::infinite, work{})) answer_;
};

std::size_t slots_in_use() {
  const rooms::mailbox::region& where = rooms::actor::current_host().mail().where();
  std::size_t used = 0;
  for (std::uint32_t slot = 0; slot < where.slots(); ++slot)
    used += where.look(static_cast<rooms::mailbox::slot_id>(slot)).state != rooms::mailbox::slot_state::free ? 1U : 0U;
  return used;
}

std::int64_t waiting_in(const running_tree& tree, const std::string& name) {
  const json::object seen = tree.ask("ps", {}, {name});
  return seen.at("result").at("children").as_array().front().at("mailbox").at("messages").to_number<std::int64_t>();
}

std::size_t letters_in(const running_tree& tree) {
  return tree.ask("dead-letters", {{"action", "list"}}).at("result").at("letters").as_array().size();
}

// -- queued -----------------------------------------------------------------------------------------

TEST_P(Mailbox, A_queued_send_is_handled_by_the_next_life_in_order) {
  const running_tree tree{{a_subject()}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{1, deed::hang_once, seen.handle(), tree.flag("once")});
  for (int i = 2; i <= 5; ++i)
    seen.self()->send(role, work{i, deed::nothing, seen.handle()});
  const began first = seen.next();
  EXPECT_EQ(first.number, 1);
  kill_life_of(role);
  if (GetParam() == at_least_once) {
    EXPECT_EQ(seen.next().number, 1) << "the one in hand comes again, and first";
  }
  for (int i = 2; i <= 5; ++i) {
    const began next = seen.next();
    EXPECT_EQ(next.number, i);
    EXPECT_NE(next.pid, first.pid);
  }
}

TEST_P(Mailbox, A_queued_request_is_answered_by_the_next_life) {
  const running_tree tree{{a_subject()}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{1, deed::hang_once, seen.handle(), tree.flag("once")});
  asked question{seen, role, work{2, deed::nothing, seen.handle()}};
  EXPECT_EQ(seen.next().number, 1);
  kill_life_of(role);
  EXPECT_EQ(question.value(), 2);
}

TEST_P(Mailbox, A_queued_request_fails_at_once_where_the_mailbox_says_so) {
  child one = a_subject();
  one.mailbox.while_down = down_policy::fail;
  one.backoff = {.initial = 1h, .max = 1h};
  const running_tree tree{{one}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{1, deed::hang_once, seen.handle(), tree.flag("once")});
  asked question{seen, role, work{2, deed::nothing, seen.handle()}};
  EXPECT_EQ(seen.next().number, 1);
  kill_life_of(role);
  EXPECT_THAT(question.complaint(), HasSubstr("SIGKILL"));
}

// -- in hand ----------------------------------------------------------------------------------------

TEST_P(Mailbox, A_send_in_hand_is_lost_or_redelivered) {
  const running_tree tree{{a_subject()}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{1, deed::die_once, seen.handle(), tree.flag("once")});
  seen.self()->send(role, work{2, deed::nothing, seen.handle()});
  EXPECT_EQ(seen.next().number, 1);
  if (GetParam() == at_least_once) {
    EXPECT_EQ(seen.next().number, 1);
  }
  EXPECT_EQ(seen.next().number, 2);
  EXPECT_EQ(letters_in(tree), 0U);
}

TEST_P(Mailbox, A_request_in_hand_fails_at_once_or_is_redelivered) {
  child one = a_subject();
  if (GetParam() == at_most_once)
    one.backoff = {.initial = 1h, .max = 1h};
  const running_tree tree{{one}};
  witness seen;
  asked question{seen, whereis("subject"), work{7, deed::die_once, seen.handle(), tree.flag("once")}};
  if (GetParam() == at_least_once)
    EXPECT_EQ(question.value(), 7);
  else
    EXPECT_THAT(question.complaint(), HasSubstr("SIGSEGV"));
}

TEST_P(Mailbox, What_an_exception_has_ended_is_done) {
  const running_tree tree{{a_subject()}};
  witness seen;
  const caf::actor role = whereis("subject");
  asked question{seen, role, work{1, deed::fail, seen.handle()}};
  seen.self()->send(role, work{2, deed::nothing, seen.handle()});
  EXPECT_NE(question.complaint(), "no error");
  const began first = seen.next();
  const began second = seen.next();
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(second.number, 2) << "and what was queued behind it waits for the next life";
  EXPECT_NE(first.pid, second.pid);
}

TEST_P(Mailbox, A_promise_that_a_life_takes_along_fails_or_is_made_again) {
  const running_tree tree{{a_subject()}};
  witness seen;
  const caf::actor role = whereis("subject");
  asked question{seen, role, work{3, deed::promise, seen.handle()}};
  EXPECT_EQ(seen.next().number, 3);
  kill_life_of(role);
  if (GetParam() == at_most_once) {
    EXPECT_THAT(question.complaint(), HasSubstr("SIGKILL"));
    return;
  }
  EXPECT_EQ(seen.next().number, 3);
  seen.self()->send(role, keep_promises{});
  EXPECT_EQ(question.value(), 3);
}

TEST_P(Mailbox, What_was_skipped_was_not_in_hand) {
  const running_tree tree{{quick_child("subject", actor_run{fn<skipper>}, GetParam())}};
  witness seen;
  const caf::actor role = whereis("subject");
  for (int i = 1; i <= 3; ++i)
    seen.self()->send(role, later{i, seen.handle()});
  seen.self()->send(role, work{4, deed::die_once, seen.handle(), tree.flag("once")});
  EXPECT_EQ(seen.next().number, 4);
  if (GetParam() == at_least_once) {
    EXPECT_EQ(seen.next().number, 4);
  }
  seen.self()->send(role, take_skipped{});
  for (int i = 1; i <= 3; ++i)
    EXPECT_EQ(seen.next().number, i);
}

// -- in hand, or not --------------------------------------------------------------------------------

TEST_P(Mailbox, What_is_in_hand_stays_so_when_something_else_comes_meanwhile) {
  const running_tree tree{{a_subject(), quick_child("patient", actor_run{fn<patient>}, GetParam())}};
  witness seen;
  const caf::actor role = whereis("patient"), other = whereis("subject");
  const work promised{7, deed::promise, seen.handle()};
  auto answer = seen.self()->request(role, caf::infinite, wait_for{other, promised});
  EXPECT_EQ(seen.next().number, 7) << "it waits inside its handler now";
  caf::anon_send_exit(role, caf::exit_reason::user_shutdown);
  seen.self()->send(other, keep_promises{});
  int got = 0;
  answer.receive([&](int value) { got = value; }, [](const error_value& why) { ADD_FAILURE() << text(why); });
  EXPECT_EQ(got, 7);
  EXPECT_TRUE(ask<bool>(role, leave{})) << "by now it is done";
  kill_life_of(role);
  const work next{8, deed::promise, seen.handle()};
  seen.self()->send(role, wait_for{other, next});
  EXPECT_EQ(seen.next().number, 8);
  seen.self()->send(other, keep_promises{});
}

/// What comes while its first life waits inside a handler is skipped by it, and it leaves in the same turn.
class Skipped : public Mailbox {
protected:
  void send_meanwhile(witness& seen, const caf::actor& role, const std::function<void()>& what) const {
    const caf::actor other = whereis("subject");
    const work promised{7, deed::promise, seen.handle()};
    seen.self()->send(role, wait_for{other, promised});
    EXPECT_EQ(seen.next().number, 7);
    what();
    seen.self()->send(other, keep_promises{});
  }
  void expect_all_for_the_next_life(const actor_run& leaves) const {
    const running_tree tree{{a_subject(), quick_child("leaver", leaves, GetParam())}};
    witness seen;
    const caf::actor role = whereis("leaver");
    send_meanwhile(seen, role, [&] {
      seen.self()->send(role, later{1, seen.handle()});
      seen.self()->send(role, later{2, seen.handle()});
    });
    EXPECT_EQ(seen.next().number, 1);
    EXPECT_EQ(seen.next().number, 2);
  }
  void expect_its_answer_from_the_next_life(const actor_run& leaves) const {
    const running_tree tree{{a_subject(), quick_child("leaver", leaves, GetParam())}};
    witness seen;
    const caf::actor role = whereis("leaver");
    std::optional<asked> question;
    send_meanwhile(seen, role, [&] { question.emplace(seen, role, work{9, deed::nothing, seen.handle()}); });
    EXPECT_EQ(question->value(), 9);
  }
  [[nodiscard]] std::string flag() const { return (folder_.path() / "lived").string(); }

private:
  temp_folder folder_;
};

TEST_P(Skipped, Is_handled_by_the_next_life) { expect_all_for_the_next_life({fn<leaver>, flag()}); }
TEST_P(Skipped, Is_answered_by_the_next_life) { expect_its_answer_from_the_next_life({fn<leaver>, flag()}); }
TEST_P(Skipped, Is_handled_by_the_next_life_with_what_it_alone_refers_to) {
  const running_tree tree{{a_subject(), quick_child("leaver", actor_run{fn<leaver>, flag()}, GetParam())}};
  witness seen;
  const caf::actor role = whereis("leaver");
  send_meanwhile(seen, role, [&] { seen.self()->send(role, fill{queue<int>{}, seen.handle()}); });
  EXPECT_EQ(seen.next().number, 1) << "what it has put there itself";
}

TEST_P(Skipped, Is_handled_so_too_when_its_sender_is_long_gone) {
  const running_tree tree{{a_subject(), quick_child("leaver", actor_run{fn<leaver>, flag()}, GetParam())}};
  witness seen;
  const caf::actor role = whereis("leaver");
  send_meanwhile(seen, role, [&] {
    const std::size_t before = slots_in_use();
    const process sender{fn<send_fill>, role, seen.handle()};
    sender.start();
    sender.join();
    EXPECT_TRUE(wait_until([&] { return slots_in_use() == before; })) << "nobody holds on to its mail any more";
  });
  EXPECT_EQ(seen.next().number, 1);
}

TEST_P(Skipped, Is_answered_by_the_next_life_though_nothing_else_keeps_its_asker) {
  const running_tree tree{{a_subject(), quick_child("leaver", actor_run{fn<leaver>, flag()}, GetParam()),
                           quick_child("inquirer", actor_run{fn<inquirer>})}};
  witness seen;
  const caf::actor role = whereis("leaver");
  send_meanwhile(seen, role, [&] {
    const work asked{9, deed::nothing, seen.handle()};
    seen.self()->send(whereis("inquirer"), ask_once{role, asked});
    EXPECT_TRUE(wait_until([&] { return waiting_in(tree, "leaver") == 2; })) << "the one in hand, and the question";
  });
  EXPECT_EQ(seen.next().number, 9);
}

TEST_P(Skipped, By_a_blocking_actor_is_handled_by_the_next_life) {
  expect_all_for_the_next_life({fn<blocking_leaver>, flag()});
}
TEST_P(Skipped, By_a_blocking_actor_is_answered_by_the_next_life) {
  expect_its_answer_from_the_next_life({fn<blocking_leaver>, flag()});
}

INSTANTIATE_TEST_SUITE_P(Delivery, Skipped, testing::Values(at_most_once, at_least_once), [](const auto& each) {
  return each.param == at_most_once ? "at_most_once" : "at_least_once";
});

INSTANTIATE_TEST_SUITE_P(Delivery, Mailbox, testing::Values(at_most_once, at_least_once), [](const auto& each) {
  return each.param == at_most_once ? "at_most_once" : "at_least_once";
});

// -- over the limit ---------------------------------------------------------------------------------

TEST(Mailbox, A_poison_message_is_a_dead_letter_after_its_deliveries) {
  const running_tree tree{{quick_child("subject", actor_run{fn<subject>}, at_least_once)}};
  witness seen;
  const caf::actor role = whereis("subject");
  seen.self()->send(role, work{1, deed::die, seen.handle()});
  seen.self()->send(role, work{2, deed::nothing, seen.handle()});
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(seen.next().number, 1);
  EXPECT_EQ(seen.next().number, 2);
  EXPECT_EQ(letters_in(tree), 1U);
}

TEST(Mailbox, A_poison_request_is_a_dead_letter_and_its_caller_gets_the_reason) {
  const running_tree tree{{quick_child("subject", actor_run{fn<subject>}, at_least_once)}};
  witness seen;
  asked question{seen, whereis("subject"), work{1, deed::die, seen.handle()}};
  EXPECT_THAT(question.complaint(), HasSubstr("SIGSEGV"));
  EXPECT_EQ(letters_in(tree), 1U);
}

} // namespace
} // namespace troupe::tests

// The owner of slots on real processes, below actors: mail is bytes here.
#include "supervision/lives.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "actor/host.hpp"
#include "mailbox/endpoint.hpp"
#include "os/fault_point.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;
using supervision::lives;
using supervision::start_outcome;
using testing::HasSubstr;

mailbox::send_result send_number(mailbox::endpoint& from, mailbox::address to, std::uint64_t number) {
  const auto write = [](const void* self, std::uint64_t* out) { *out = *static_cast<const std::uint64_t*>(self); };
  return from.try_send(to, mailbox::channel::data, {1, write, &number});
}

struct numbers final : mailbox::record_sink {
  void on_record(mailbox::inbound&& in) override {
    in.claim.taken();
    on_number(in.words[0]);
  }
  void on_bad_lane(mailbox::address, const char* what) override { ADD_FAILURE() << what; }
  std::function<void(std::uint64_t)> on_number;
};

// -- what workers do ------------------------------------------------------------------------------

void start_reported(spawn::birth& born, const std::function<void(mailbox::endpoint&)>& then) {
  const mailbox::address own{static_cast<mailbox::slot_id>(born.number), born.incarnation};
  const auto where = mailbox::region::attach(born.region);
  mailbox::endpoint mail{where, own};
  where->report_start(own, {17, 0, {}});
  mail.call_attention(mailbox::house_slot, mailbox::attention_ready);
  then(mail);
}

void wait_to_be_killed(spawn::birth& born) {
  start_reported(born, [](mailbox::endpoint& mail) {
    for (;;)
      mail.park(os::never);
  });
}

void end_at_once(spawn::birth& born) {
  start_reported(born, [](mailbox::endpoint&) {});
}

void say_why_it_ends(spawn::birth& born) {
  start_reported(born, [&](mailbox::endpoint& mail) {
    mail.where().report_end({static_cast<mailbox::slot_id>(born.number), born.incarnation},
                            {static_cast<std::uint8_t>(errc::remote_error), "its table is gone"});
  });
}

#ifdef TROUPE_FAULT_POINTS
void die_saying_why_it_ends(spawn::birth& born) {
  os::arm_fault("mailbox.report.before_publish_end", os::fault_action::kill);
  say_why_it_ends(born);
}
#endif

void end_when_asked(spawn::birth& born) {
  start_reported(born, [](mailbox::endpoint& mail) {
    while ((mail.take_attention() & mailbox::attention_stop) == 0)
      mail.park(os::never);
  });
}

void exit_before_ready(spawn::birth&) { std::exit(9); }

void exit_as_prepared(spawn::birth&) { std::exit(actor::host::is_prepared() ? 3 : 4); }

void refuse_to_start(spawn::birth& born) {
  const mailbox::address own{static_cast<mailbox::slot_id>(born.number), born.incarnation};
  const auto where = mailbox::region::attach(born.region);
  mailbox::endpoint mail{where, own};
  where->report_start(own, {0, static_cast<std::uint8_t>(errc::initializer_failed), "no table of that name"});
  mail.call_attention(mailbox::house_slot, mailbox::attention_ready);
}

// Answers each number with itself, and is slow about it, so that it is killed with mail before it.
void echo(spawn::birth& born) {
  start_reported(born, [](mailbox::endpoint& mail) {
    numbers sink;
    sink.on_number = [&](std::uint64_t number) { send_number(mail, {mailbox::main_slot, 0}, number); };
    for (;;) {
      mail.drain(sink, 1);
      if (!mail.has_mail())
        mail.park(os::never);
    }
  });
}

int parent_of(int pid) {
  for (const int candidate : os::descendants_of(os::own_pid()))
    if (const auto children = os::children_of(candidate); std::ranges::find(children, pid) != children.end())
      return candidate;
  return 0;
}

// -- the house, without actors ---------------------------------------------------------------------

class Lives : public testing::Test {
protected:
  Lives()
    : where{mailbox::region::create({})}, house{where, move_in()}, main{where, move_in()},
      all{where, [this](mailbox::address who, const ending& how) { ended.emplace_back(who, how); }} {}

  mailbox::address move_in() {
    const mailbox::address own = where->claim("resident");
    where->set_live(own.slot, os::own_pid());
    return own;
  }

  void turn() {
    const int wanted[] = {house.descriptor(), all.descriptor()};
    os::wait_any_readable(wanted, os::deadline_after(std::chrono::milliseconds(20)));
    numbers nothing;
    house.drain(nothing);
    if ((house.take_attention() & mailbox::attention_ready) != 0)
      all.look_for_ready();
    all.dispatch();
  }
  void turn_until(const std::function<bool()>& done) {
    EXPECT_TRUE(wait_until([&] {
      turn();
      return done();
    }));
  }

  supervision::process_order order_for(spawn::entry_function entry, bool keep = false) {
    return {"test",
            spawn::start_method::fork_server,
            spawn::place_of(reinterpret_cast<const void*>(entry), "entry"),
            {},
            keep};
  }
  start_outcome start(supervision::process_order what) {
    std::optional<start_outcome> outcome;
    all.start(std::move(what), [&](const start_outcome& how) { outcome = how; });
    turn_until([&] { return outcome.has_value(); });
    return outcome.value_or(start_outcome{});
  }
  start_outcome restart(mailbox::slot_id slot, supervision::process_order what) {
    std::optional<start_outcome> outcome;
    all.restart(slot, std::move(what), [&](const start_outcome& how) { outcome = how; });
    turn_until([&] { return outcome.has_value(); });
    return outcome.value_or(start_outcome{});
  }

  std::shared_ptr<mailbox::region> where;
  mailbox::endpoint house;
  mailbox::endpoint main;
  std::vector<std::pair<mailbox::address, ending>> ended;
  lives all;
};

TEST_F(Lives, A_start_is_told_when_the_worker_has_reported) {
  const start_outcome outcome = start(order_for(&wait_to_be_killed));
  EXPECT_EQ(outcome.code, errc::none) << outcome.text;
  EXPECT_EQ(outcome.actor, 17U);
  const mailbox::slot_view view = where->look(outcome.who.slot);
  EXPECT_EQ(view.state, mailbox::slot_state::live);
  EXPECT_EQ(view.name, "test");
  EXPECT_NE(view.pid, os::own_pid());
  EXPECT_THAT(all.running(), testing::ElementsAre(outcome.who));
}

TEST_F(Lives, A_signal_ends_it_and_the_slot_says_how) {
  const start_outcome outcome = start(order_for(&wait_to_be_killed));
  EXPECT_TRUE(all.signal(outcome.who, SIGKILL));
  turn_until([&] { return !ended.empty(); });
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].first, outcome.who);
  EXPECT_EQ(ended[0].second, (ending{ending_kind::signalled, SIGKILL}));
  EXPECT_FALSE(where->is_alive(outcome.who));
  EXPECT_FALSE(all.signal(outcome.who, SIGKILL)) << "that incarnation is over";
}

TEST_F(Lives, A_worker_that_was_asked_to_stop_and_did_has_stopped_in_order) {
  const start_outcome outcome = start(order_for(&end_when_asked));
  all.expect_stop(outcome.who);
  house.call_attention(outcome.who.slot, mailbox::attention_stop);
  turn_until([&] { return !ended.empty(); });
  EXPECT_EQ(ended.at(0).second, (ending{ending_kind::stopped, 0}));
  EXPECT_EQ(where->look(outcome.who.slot).how, (ending{ending_kind::stopped, 0}));
}

TEST_F(Lives, A_worker_that_was_asked_to_stop_and_was_killed_was_killed) {
  const start_outcome outcome = start(order_for(&wait_to_be_killed));
  all.expect_stop(outcome.who);
  EXPECT_TRUE(all.signal(outcome.who, SIGKILL));
  turn_until([&] { return !ended.empty(); });
  EXPECT_EQ(ended.at(0).second, (ending{ending_kind::signalled, SIGKILL}));
}

TEST_F(Lives, A_worker_that_reports_and_ends_at_once_was_ready) {
  const start_outcome outcome = start(order_for(&end_at_once));
  EXPECT_EQ(outcome.code, errc::none) << outcome.text;
  turn_until([&] { return !ended.empty(); });
  EXPECT_EQ(ended[0].second, (ending{ending_kind::exited, 0}));
}

TEST_F(Lives, A_worker_that_is_forked_finds_its_host_of_actors_prepared) {
  (void)start(order_for(&exit_as_prepared));
  turn_until([&] { return !ended.empty(); });
  EXPECT_EQ(ended[0].second, (ending{ending_kind::exited, 3}));
}

TEST_F(Lives, What_a_worker_says_of_its_end_is_its_last_report) {
  const start_outcome outcome = start(order_for(&say_why_it_ends));
  EXPECT_EQ(outcome.actor, 17U) << "what it said of its start stays as it was";
  turn_until([&] { return !ended.empty(); });
  ASSERT_TRUE(all.last_report());
  EXPECT_EQ(all.last_report()->code, static_cast<std::uint8_t>(errc::remote_error));
  EXPECT_EQ(all.last_report()->text, "its table is gone");
}

#ifdef TROUPE_FAULT_POINTS
TEST_F(Lives, A_worker_that_is_killed_while_it_says_why_it_ends_has_reported_its_start_alone) {
  const start_outcome outcome = start(order_for(&die_saying_why_it_ends));
  EXPECT_EQ(outcome.code, errc::none) << outcome.text;
  turn_until([&] { return !ended.empty(); });
  EXPECT_EQ(ended.at(0).second, (ending{ending_kind::signalled, SIGKILL}));
  ASSERT_TRUE(all.last_report());
  EXPECT_EQ(all.last_report()->code, 0);
  EXPECT_EQ(all.last_report()->actor, 17U);
}
#endif

TEST_F(Lives, A_worker_that_dies_before_it_is_ready_is_an_error_that_says_how) {
  const start_outcome outcome = start(order_for(&exit_before_ready));
  EXPECT_EQ(outcome.code, errc::worker_lost);
  EXPECT_THAT(outcome.text, HasSubstr("exited with code 9 before it was ready"));
  EXPECT_TRUE(all.running().empty());
}

TEST_F(Lives, A_worker_that_refuses_to_start_is_an_error_with_its_own_words) {
  const start_outcome outcome = start(order_for(&refuse_to_start));
  EXPECT_EQ(outcome.code, errc::initializer_failed);
  EXPECT_EQ(outcome.text, "no table of that name");
  turn_until([&] { return all.running().empty(); });
}

TEST_F(Lives, A_function_of_another_build_is_refused_before_there_is_a_process) {
  supervision::process_order what = order_for(&wait_to_be_killed);
  what.entry.build.at(0) ^= std::byte{1};
  const start_outcome outcome = start(std::move(what));
  EXPECT_EQ(outcome.code, errc::unknown_name) << outcome.text;
  EXPECT_TRUE(all.running().empty());
}

TEST_F(Lives, Slots_of_the_dead_are_used_again) {
  std::set<mailbox::slot_id> slots;
  for (int i = 0; i < 20; ++i) {
    const start_outcome outcome = start(order_for(&end_at_once));
    ASSERT_EQ(outcome.code, errc::none) << outcome.text;
    slots.insert(outcome.who.slot);
    turn_until([&] { return all.running().empty(); });
  }
  EXPECT_LE(slots.size(), 2U);
}

TEST_F(Lives, Starts_are_refused_once_the_system_is_ending) {
  all.refuse_starts("ending");
  const start_outcome outcome = start(order_for(&end_at_once));
  EXPECT_EQ(outcome.code, errc::invalid_state);
  EXPECT_EQ(outcome.text, "ending");
}

TEST_F(Lives, When_the_spawner_dies_its_workers_end_and_the_next_start_makes_another) {
  const start_outcome first = start(order_for(&wait_to_be_killed));
  const start_outcome second = start(order_for(&wait_to_be_killed));
  const int worker = where->look(first.who.slot).pid;
  const int spawner = parent_of(worker);
  os::pidfd::open(spawner).signal(SIGKILL);
  turn_until([&] { return ended.size() == 2; });
  EXPECT_EQ(ended[0].second.kind, ending_kind::spawner_gone);
  EXPECT_FALSE(where->is_alive(first.who));
  EXPECT_FALSE(where->is_alive(second.who));
  EXPECT_EQ(start(order_for(&wait_to_be_killed)).code, errc::none);
}

TEST_F(Lives, What_a_living_sender_sent_to_a_kept_mailbox_is_there_for_the_next_incarnation) {
  constexpr std::uint64_t count = 3000;
  const mailbox::slot_id role = start(order_for(&echo, true)).who.slot;
  std::set<std::uint64_t> answered;
  numbers answers;
  answers.on_number = [&](std::uint64_t number) { answered.insert(number); };
  unsigned lives_lost = 0;
  std::uint64_t sent = 0;
  turn_until([&] {
    // No more than the lives still to be lost leave room for: however slow a restart is, none is skipped.
    const std::uint64_t due = (lives_lost + 1) * count / 6;
    for (int burst = 0; burst < 50 && sent < due; ++burst)
      if (send_number(main, {role, 0}, sent) == mailbox::send_result::sent)
        ++sent;
    main.drain(answers);
    const mailbox::slot_view view = where->look(role);
    if (view.state == mailbox::slot_state::down)
      all.restart(role, order_for(&echo, true),
                  [](const start_outcome& how) { EXPECT_EQ(how.code, errc::none) << how.text; });
    if (view.state == mailbox::slot_state::live && view.incarnation == lives_lost + 1 && sent == due &&
        lives_lost < 5) {
      all.signal({role, view.incarnation}, SIGKILL);
      ++lives_lost;
    }
    return answered.size() == count;
  });
  EXPECT_EQ(answered.size(), count);
  EXPECT_EQ(lives_lost, 5U);
  EXPECT_EQ(where->look(role).incarnation, 1U + 5U);
}

} // namespace
} // namespace troupe::tests

// The actors behind addresses: what is asked by message happens to the same object, and who asks may
// end, give up, or die.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <troupe/troupe.hpp>

#include "objects/table.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Does what it is told with the object behind an address, as an actor that waits for nothing.
struct ask_for_lock {
  caf::actor door;
};
struct ask_for_unlock {
  caf::actor door;
};
struct ask_for_lock_for {
  caf::actor door;
  std::chrono::nanoseconds limit{};
};
struct hold_event {
  event which;
};
struct set_held {};
struct drop_held {};
struct leave_now {};
struct die_now {};

struct citizen_state {
  std::vector<event> held;
};

behavior citizen(stateful_actor<citizen_state>* self) {
  const auto pass_on = [=](const caf::actor& door, auto question, caf::duration limit) {
    auto promise = self->make_response_promise();
    self->request(door, limit, question)
      .then([=]() mutable { promise.deliver(true); }, [=](const error_value& why) mutable { promise.deliver(why); });
    return promise;
  };
  return {
    [=](const ask_for_lock& m) { return pass_on(m.door, lock{}, caf::infinite); },
    [=](const ask_for_unlock& m) { return pass_on(m.door, unlock{}, caf::infinite); },
    [=](const ask_for_lock_for& m) { return pass_on(m.door, lock{}, caf::duration{m.limit}); },
    [=](const hold_event& m) { self->state.held.push_back(m.which); },
    [=](const set_held&) {
      for (const event& each : self->state.held)
        each.set();
    },
    [=](const drop_held&) { self->state.held.clear(); },
    [=](const leave_now&) { self->quit(); },
    [=](const die_now&) { std::raise(SIGKILL); },
  };
}

template <class Question>
void tell(const caf::actor& whom, const Question& what) {
  troupe::self self;
  self->request(whom, caf::infinite, what).receive([] {}, [](const error_value& why) { throw_error(why); });
}

/// Waits with the mail of this process flowing, since what is waited for may need it.
[[nodiscard]] bool becomes(const std::function<bool()>& condition) {
  troupe::self self;
  return wait_until([&] {
    self->receive(caf::after(1ms) >> [] {});
    return condition();
  });
}

class Door : public testing::Test {
protected:
  [[nodiscard]] std::uint32_t objects() const { return rooms::objects::current_table().count(); }
  a_system system_;
};

TEST_F(Door, Of_an_event_does_what_the_calls_do) {
  const event e;
  const caf::actor door = e.address();
  EXPECT_EQ(door, e.address()) << "an object has one";
  tell(door, set_event{});
  EXPECT_TRUE(e.is_set());
  EXPECT_TRUE(ask<bool>(door, is_set{}));
  tell(door, wait_for_set{});
  EXPECT_EQ(ask<std::string>(door, describe{}), "event(set)");
  tell(door, clear_event{});
  EXPECT_FALSE(e.is_set());
}

TEST_F(Door, Answers_a_wait_when_a_call_sets_the_event) {
  const event e;
  const caf::actor door = e.address();
  troupe::self self;
  auto waiting = self->request(door, caf::infinite, wait_for_set{});
  EXPECT_TRUE(becomes([&] { return rooms::objects::current_table().entry(1).watcher_count.load() != 0; }))
    << "the house watches while somebody waits";
  e.set();
  e.clear();
  bool done = false;
  waiting.receive([&] { done = true; }, [](const error_value& why) { throw_error(why); });
  EXPECT_TRUE(done);
}

TEST_F(Door, Of_an_object_without_handles_is_gone) {
  troupe::self self;
  std::optional<event> e{std::in_place};
  const caf::actor door = e->address();
  self->monitor(door);
  auto waiting = self->request(door, caf::infinite, wait_for_set{});
  tell(door, clear_event{});
  e.reset();
  waiting.receive([] { FAIL() << "it was never set"; },
                  [](const error_value& why) { EXPECT_THAT(text(why), HasSubstr("last handle was dropped")); });
  self->receive([&](const down_msg& down) { EXPECT_EQ(down.source, door.address()); });
  EXPECT_EQ(objects(), 0U);
}

TEST_F(Door, A_handle_in_a_message_is_the_same_object_there) {
  const event e;
  const caf::actor other = spawn(fn<citizen>);
  tell(other, hold_event{e});
  tell(other, set_held{});
  EXPECT_TRUE(e.wait_for(20s));
}

TEST_F(Door, An_object_lives_as_long_as_a_handle_in_another_process) {
  const caf::actor other = spawn(fn<citizen>);
  {
    const event e;
    tell(other, hold_event{e});
    tell(other, hold_event{e});
  }
  EXPECT_FALSE(wait_until([&] { return objects() == 0; }, 50ms));
  tell(other, drop_held{});
  EXPECT_TRUE(becomes([&] { return objects() == 0; }));
}

TEST_F(Door, A_handle_of_a_killed_process_goes_with_it) {
  const caf::actor other = spawn(fn<citizen>);
  {
    const event e;
    tell(other, hold_event{e});
  }
  EXPECT_EQ(objects(), 1U);
  EXPECT_TRUE(kill_process_of(other));
  EXPECT_TRUE(becomes([&] { return objects() == 0; }));
}

TEST_F(Door, A_handle_on_its_way_to_a_killed_process_goes_with_that) {
  const caf::actor other = spawn(fn<citizen>);
  tell(other, drop_held{});
  EXPECT_TRUE(kill_process_of(other));
  troupe::self self;
  for (int i = 0; i < 100; ++i)
    self->send(other, hold_event{event{}});
  EXPECT_TRUE(becomes([&] { return objects() == 0; }));
}

TEST_F(Door, A_mutex_belongs_to_the_actor_that_asked_for_it) {
  const mutex m;
  const caf::actor door = m.address();
  const caf::actor owner = spawn(fn<citizen>), other = spawn(fn<citizen>);
  EXPECT_TRUE(ask<bool>(owner, ask_for_lock{door}));
  EXPECT_EQ(m.text(), "mutex(held by an actor)");
  EXPECT_FALSE(m.try_lock());
  EXPECT_THROW(ask<bool>(other, ask_for_unlock{door}), not_owner);
  EXPECT_THROW(ask<bool>(owner, ask_for_lock{door}), contract_error) << "it would wait for itself";
  EXPECT_TRUE(ask<bool>(owner, ask_for_unlock{door}));
  EXPECT_TRUE(m.try_lock());
  m.unlock();
}

TEST_F(Door, A_mutex_of_an_actor_that_quits_is_free_and_says_so) {
  const mutex m;
  const caf::actor owner = spawn(fn<citizen>);
  EXPECT_TRUE(ask<bool>(owner, ask_for_lock{m.address()}));
  troupe::self self;
  self->send(owner, leave_now{});
  m.lock();
  EXPECT_TRUE(m.previous_owner_died());
  m.unlock();
  EXPECT_FALSE(m.previous_owner_died());
}

TEST_F(Door, A_mutex_of_an_actor_whose_process_is_killed_goes_to_the_next_who_asks) {
  const mutex m;
  const caf::actor door = m.address();
  const caf::actor owner = spawn(fn<citizen>), heir = spawn(fn<citizen>);
  EXPECT_TRUE(ask<bool>(owner, ask_for_lock{door}));
  troupe::self self;
  auto inherits = self->request(heir, caf::infinite, ask_for_lock{door});
  self->send(owner, die_now{});
  bool done = false;
  inherits.receive([&](bool) { done = true; }, [](const error_value& why) { throw_error(why); });
  EXPECT_TRUE(done);
  EXPECT_TRUE(ask<bool>(door, previous_owner_died{}));
}

TEST_F(Door, A_request_that_times_out_does_not_get_the_mutex_later) {
  const mutex m;
  const caf::actor door = m.address();
  const caf::actor late = spawn(fn<citizen>);
  m.lock();
  EXPECT_THROW(ask<bool>(late, ask_for_lock_for{door, 20ms}), timeout);
  m.unlock();
  for (int i = 0; i < 100; ++i) {
    m.lock();
    m.unlock();
  }
  EXPECT_EQ(ask<std::string>(door, describe{}), "mutex(free)");
}

TEST_F(Door, Timeouts_that_meet_their_answers_leave_the_mutex_free) {
  const mutex m;
  const caf::actor door = m.address();
  const caf::actor hasty = spawn(fn<citizen>);
  int timeouts = 0;
  for (int i = 0; i < 200; ++i) {
    m.lock();
    troupe::self self;
    auto asked = self->request(hasty, caf::infinite, ask_for_lock_for{door, std::chrono::microseconds(200 + i)});
    self->receive(caf::after(std::chrono::microseconds(100)) >> [] {});
    m.unlock();
    bool got_it = false;
    asked.receive([&](bool) { got_it = true; }, [&](const error_value&) { ++timeouts; });
    if (got_it) {
      EXPECT_TRUE(ask<bool>(hasty, ask_for_unlock{door}));
    }
    ASSERT_TRUE(m.try_lock_for(20s)) << m.text() << " after round " << i;
    m.unlock();
  }
  RecordProperty("timeouts", timeouts);
}

} // namespace
} // namespace troupe::tests

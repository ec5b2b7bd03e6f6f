// An answer that nobody waits for any more is taken back, however many of one actor are: the object is as it was
// before.
#include <gtest/gtest.h>

#include <mutex>

#include <troupe/troupe.hpp>
#include <troupe/queue_messages.hpp>

#include "actor/caf_seam/switchboard.hpp"
#include "actor/host.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

namespace actor = rooms::actor;

constexpr auto throw_it = [](const error_value& why) { throw_error(why); };

/// So many requests, each granted before its withdrawal: the worst that a limit and an answer can do to each other.
class LateAnswer : public testing::TestWithParam<int> {
protected:
  template <class Question, class OnAnswer>
  caf::message_id ask_of(const caf::actor& door, const Question& what, OnAnswer on_answer) {
    auto asked = self_->request(door, caf::infinite, what);
    const caf::message_id request = asked.id();
    asked.receive(on_answer, throw_it);
    return request;
  }
  /// As a request's limit does it when it is over.
  void withdraw(const caf::actor& door, caf::message_id request) {
    const auto house = actor::current_host().address_of(door);
    actor::current_board()->withdraw({{}, request, {door->id(), house.incarnation, house.slot}, self_->id()});
  }
  template <class Question, class OnAnswer>
  void ask_and_withdraw(const caf::actor& door, const Question& what, OnAnswer on_answer) {
    std::vector<caf::message_id> requests(static_cast<std::size_t>(GetParam()));
    for (caf::message_id& each : requests)
      each = ask_of(door, what, on_answer);
    for (const caf::message_id each : requests)
      withdraw(door, each);
  }
  template <class Question>
  void tell(const caf::actor& door, const Question& what) {
    ask_of(door, what, [] {});
  }
  /// Behind all that this actor has sent before.
  std::string description_of(const caf::actor& door) {
    std::string text;
    ask_of(door, describe{}, [&](const std::string& x) { text = x; });
    return text;
  }

  a_system system_;
  troupe::self self_;
};

TEST_P(LateAnswer, Of_a_mutex_leaves_it_free) {
  const recursive_mutex m;
  const caf::actor door = m.address();
  ask_and_withdraw(door, lock{}, [] {});
  EXPECT_EQ(description_of(door), "recursive_mutex(free)");
  ask_and_withdraw(door, try_lock{}, [](bool taken) { EXPECT_TRUE(taken); });
  EXPECT_EQ(description_of(door), "recursive_mutex(free)");
  EXPECT_THROW(tell(door, unlock{}), not_owner);
}

TEST_P(LateAnswer, Of_a_mutex_leaves_what_was_locked_before) {
  const recursive_mutex m;
  const caf::actor door = m.address();
  tell(door, lock{});
  const caf::message_id late = ask_of(door, lock{}, [] {});
  tell(door, unlock{}); // of the first
  withdraw(door, late);
  EXPECT_EQ(description_of(door), "recursive_mutex(free)");
}

TEST_P(LateAnswer, Of_a_semaphore_leaves_its_units) {
  const semaphore s{20};
  const caf::actor door = s.address();
  ask_and_withdraw(door, acquire{}, [] {});
  EXPECT_EQ(description_of(door), "semaphore(20)");
  ask_and_withdraw(door, try_acquire{}, [](bool taken) { EXPECT_TRUE(taken); });
  EXPECT_EQ(description_of(door), "semaphore(20)");
  ask_and_withdraw(door, lock{}, [] {});
  EXPECT_EQ(description_of(door), "semaphore(20)");
  EXPECT_THROW(tell(door, unlock{}), not_owner);
  ask_and_withdraw(door, try_lock{}, [](bool taken) { EXPECT_TRUE(taken); });
  EXPECT_EQ(description_of(door), "semaphore(20)");
  EXPECT_THROW(tell(door, unlock{}), not_owner);
}

TEST_P(LateAnswer, Of_a_wait_for_a_notification_has_given_up_the_mutex_and_leaves_the_notification) {
  const condition c;
  const caf::actor door = c.address();
  troupe::self other;
  for (int i = 0; i < GetParam(); ++i)
    tell(door, lock{});
  auto late = self_->request(door, caf::infinite, wait_for_notify{});
  other->request(door, caf::infinite, lock{}).receive([] {}, throw_it);
  auto next = other->request(door, caf::infinite, wait_for_notify{});
  {
    EXPECT_TRUE(wait_until([&] { return c.text() == "condition(recursive_mutex(free), 2 waiting)"; }));
    const std::scoped_lock hold{c};
    c.notify_one();
  }
  const caf::message_id request = late.id();
  late.receive([] {}, throw_it);
  withdraw(door, request);
  next.receive([] {}, throw_it);
  other->request(door, caf::infinite, unlock{}).receive([] {}, throw_it);
  EXPECT_EQ(description_of(door), "condition(recursive_mutex(free), 0 waiting)");
}

TEST_P(LateAnswer, Of_a_queue_leaves_its_items) {
  const queue<int> q{{.max_deliveries = 1}}; // what was withdrawn was delivered to nobody
  for (int i = 0; i < GetParam(); ++i)
    q.put(i);
  const auto expected = "queue(" + std::to_string(GetParam()) + " items)";
  const caf::actor door = q.address();
  ask_and_withdraw(door, get_item{}, [](int) {});
  EXPECT_EQ(description_of(door), expected);
  ask_and_withdraw(door, try_get_item{}, [](const possible_item& found) { EXPECT_FALSE(found.item.empty()); });
  EXPECT_EQ(description_of(door), expected);
  ask_and_withdraw(door, take_item{}, [](const leased_item&) {});
  EXPECT_EQ(description_of(door), expected);
  ask_and_withdraw(door, try_take_item{}, [](const leased_item& found) { EXPECT_NE(found.lease, 0U); });
  EXPECT_EQ(description_of(door), expected);
  for (int i = 0; i < GetParam(); ++i)
    EXPECT_EQ(q.get(), i);
}

void take_all_and_hang(int times, const recursive_mutex& m, const semaphore& s, const queue<int>& q,
                       const event& done) {
  troupe::self me;
  for (int i = 0; i < times; ++i) {
    me->request(m.address(), caf::infinite, lock{}).receive([] {}, throw_it);
    me->request(s.address(), caf::infinite, lock{}).receive([] {}, throw_it);
    me->request(q.address(), caf::infinite, take_item{}).receive([](const leased_item&) {}, throw_it);
  }
  done.set();
  hang();
}

TEST_P(LateAnswer, Comes_back_too_with_the_death_of_who_asked) {
  const recursive_mutex m;
  const semaphore s{20};
  const queue<int> q;
  const event done;
  for (int i = 0; i < GetParam(); ++i)
    q.put(i);
  const process victim{fn<take_all_and_hang>, GetParam(), m, s, q, done};
  victim.start();
  ASSERT_TRUE(done.wait_for(patience));
  EXPECT_EQ(s.value(), 20 - GetParam());
  EXPECT_TRUE(q.empty());
  victim.kill();
  victim.join();
  EXPECT_TRUE(m.try_lock_for(patience));
  EXPECT_TRUE(wait_until([&] { return s.value() == 20 && q.size() == static_cast<std::size_t>(GetParam()); }));
}

INSTANTIATE_TEST_SUITE_P(So_many_times, LateAnswer, testing::Values(1, 2, 12), testing::PrintToStringParamName{});

} // namespace
} // namespace troupe::tests

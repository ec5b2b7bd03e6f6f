// Queues and pipes by messages: the same objects, and whoever asks may end, give up, or die.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <thread>

#include <troupe/troupe.hpp>
#include <troupe/pipe_messages.hpp>

#include "objects/table.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace objects = rooms::objects;

class ByMessages : public testing::Test {
protected:
  template <class Question>
  void tell(const caf::actor& whom, const Question& what) {
    self_->request(whom, caf::infinite, what).receive([] {}, [](const error_value& why) { throw_error(why); });
  }
  template <class Question>
  bool tell_within(const caf::actor& whom, std::chrono::milliseconds limit, const Question& what) {
    bool done = false;
    self_->request(whom, limit, what)
      .receive([&] { done = true; },
               [&](const error_value& why) {
                 if (code_of(why) != errc::timeout)
                   throw_error(why);
               });
    return done;
  }

  /// From the actor of the test, whose leases live as long as it.
  template <class Answer, class Question>
  Answer ask_here(const caf::actor& whom, const Question& what) {
    std::optional<Answer> answer;
    self_->request(whom, caf::infinite, what)
      .receive([&](const Answer& value) { answer = value; }, [](const error_value& why) { throw_error(why); });
    return *answer;
  }

  a_system system_;
  troupe::self self_;
};

TEST_F(ByMessages, An_item_is_put_and_got_as_what_it_is) {
  const queue<std::string> q{2};
  const caf::actor door = q.address();
  tell(door, put_item{as_item("one")});
  EXPECT_TRUE(ask<bool>(door, try_put_item{as_item(std::string{"two"})}));
  EXPECT_FALSE(ask<bool>(door, try_put_item{as_item("three")}));
  EXPECT_TRUE(ask<bool>(door, is_full{}));
  EXPECT_EQ(ask<std::uint64_t>(door, get_size{}), 2U);
  EXPECT_EQ(ask<std::string>(door, get_item{}), "one");
  EXPECT_EQ(ask<possible_item>(door, try_get_item{}).item.get_as<std::string>(0), "two");
  EXPECT_TRUE(ask<possible_item>(door, try_get_item{}).item.empty());
  EXPECT_EQ(ask<std::string>(door, describe{}), "queue(0 of 2 items)");
  tell(door, finish_queue{});
  EXPECT_THROW(tell(door, put_item{as_item("x")}), closed);
  EXPECT_THROW(static_cast<void>(ask<std::string>(door, get_item{})), end_of_stream);
}

TEST_F(ByMessages, An_item_of_another_type_is_refused) {
  const queue<std::string> q;
  EXPECT_THROW(tell(q.address(), put_item{as_item(5)}), type_mismatch);
  EXPECT_THROW(tell(q.address(), put_item{caf::message{}}), type_mismatch);
  EXPECT_TRUE(q.empty());
}

TEST_F(ByMessages, Requests_wait_until_calls_make_room_or_put) {
  const queue<int> q{1};
  const caf::actor door = q.address();
  auto getting = self_->request(door, caf::infinite, get_item{});
  q.put(1);
  int got = 0;
  getting.receive([&](int x) { got = x; }, [](const error_value& why) { throw_error(why); });
  EXPECT_EQ(got, 1);
  q.put(2);
  auto first = self_->request(door, caf::infinite, put_item{as_item(3)});
  auto second = self_->request(door, caf::infinite, put_item{as_item(4)});
  EXPECT_EQ(q.get(), 2);
  first.receive([] {}, [](const error_value& why) { throw_error(why); });
  EXPECT_EQ(q.get(), 3) << "in the order of asking";
  second.receive([] {}, [](const error_value& why) { throw_error(why); });
  EXPECT_EQ(q.get(), 4);
}

TEST_F(ByMessages, A_request_that_times_out_has_taken_nothing) {
  const queue<int> q;
  const caf::actor door = q.address();
  EXPECT_FALSE(tell_within(door, 20ms, get_item{}));
  for (int i = 0; i < 200; ++i) {
    auto asked = self_->request(door, std::chrono::microseconds(100 + 2 * i), get_item{});
    q.put(i);
    std::optional<int> got;
    asked.receive([&](int x) { got = x; }, [](const error_value&) {});
    if (!got)
      got = q.get_for(20s);
    ASSERT_EQ(got, i) << "round " << i;
  }
}

TEST_F(ByMessages, A_lease_belongs_to_the_actor_that_took_it) {
  const queue<int> q{{.max_deliveries = 2}};
  const caf::actor door = q.address();
  q.put(7);
  {
    troupe::self other;
    leased_item taken;
    other->request(door, caf::infinite, take_item{})
      .receive([&](const leased_item& x) { taken = x; }, [](const error_value& why) { throw_error(why); });
    EXPECT_EQ(taken.item.get_as<int>(0), 7);
    EXPECT_THROW(tell(door, item_done{taken.lease}), not_owner);
    EXPECT_TRUE(q.empty());
  }
  EXPECT_TRUE(wait_until([&] { return !q.empty(); })) << "given back with the end of its taker";
  const auto again = ask_here<leased_item>(door, try_take_item{});
  EXPECT_EQ(again.deliveries, 2U);
  tell(door, give_item_back{again.lease});
  const auto dead = ask_here<std::vector<dead_letter_item>>(door, get_dead_letters{});
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].cause, "given back 2 times");
  EXPECT_EQ(ask_here<std::uint64_t>(door, retry_dead_letters{}), 1U);
  tell(door, item_done{ask_here<leased_item>(door, take_item{}).lease});
  EXPECT_TRUE(q.empty());
}

TEST_F(ByMessages, A_joinable_queue_is_joined_by_message) {
  const joinable_queue<int> q;
  const caf::actor door = q.address();
  q.put(1);
  EXPECT_FALSE(tell_within(door, 10ms, wait_until_done{}));
  static_cast<void>(q.get());
  tell(door, task_done{});
  tell(door, wait_until_done{});
  EXPECT_THROW(tell(door, task_done{}), invalid_state);
}

TEST_F(ByMessages, Handles_in_items_keep_their_objects) {
  const queue<queue<int>> outer;
  {
    const queue<int> inner;
    inner.put(42);
    tell(outer.address(), put_item{as_item(inner)});
  }
  EXPECT_EQ(ask<queue<int>>(outer.address(), get_item{}).get(), 42);
}

TEST_F(ByMessages, A_queue_that_goes_answers_all_who_wait) {
  std::optional<queue<int>> q{std::in_place};
  q->put(1);
  const caf::actor door = q->address();
  static_cast<void>(ask_here<leased_item>(door, take_item{}));
  auto waiting = self_->request(door, caf::infinite, get_item{});
  EXPECT_FALSE(ask_here<bool>(door, is_full{}));
  q.reset();
  waiting.receive([](int) { ADD_FAILURE(); },
                  [](const error_value& why) { EXPECT_THAT(text(why), HasSubstr("last handle")); });
}

// -- pipes ------------------------------------------------------------------------------------------

TEST_F(ByMessages, An_end_of_a_pipe_sends_and_receives) {
  auto [a, b] = pipe();
  const caf::actor door = b.address();
  EXPECT_FALSE(ask<bool>(door, is_readable{}));
  a.send(std::pair{3, 4});
  a.send_bytes("xyz");
  tell(door, wait_until_readable{});
  EXPECT_THROW(static_cast<void>(ask<int>(door, receive_any_of<int, double>())), type_mismatch);
  EXPECT_EQ((ask<std::pair<int, int>>(door, receive_message{})), (std::pair{3, 4}));
  EXPECT_EQ(ask<received_bytes>(door, receive_bytes{}).bytes.size(), 3U);
  tell(door, send_message{as_item("word")});
  tell(door, send_bytes{std::vector<std::byte>(5)});
  EXPECT_EQ(a.recv<std::string>(), "word");
  EXPECT_EQ(a.recv_bytes().size(), 5U);
  EXPECT_EQ(ask<std::string>(door, describe{}), "connection(receives and sends)");
}

TEST_F(ByMessages, An_end_of_a_pipe_waits_and_notices_the_end) {
  auto [a, b] = pipe(simplex);
  const caf::actor door = a.address();
  EXPECT_THROW(tell(door, send_message{as_item(1)}), invalid_state);
  auto waiting = self_->request(door, caf::infinite, receive_message{});
  b.send(5);
  int got = 0;
  waiting.receive([&](int x) { got = x; }, [](const error_value& why) { throw_error(why); });
  EXPECT_EQ(got, 5);
  b.send_bytes("12345");
  b.close();
  EXPECT_THROW(static_cast<void>(ask<received_bytes>(door, receive_bytes{4})), buffer_too_short);
  EXPECT_THROW(static_cast<void>(ask<received_bytes>(door, receive_bytes{})), invalid_state);
}

TEST_F(ByMessages, What_timed_out_on_its_way_is_received_next) {
  auto [a, b] = pipe();
  const caf::actor door = b.address();
  for (int i = 0; i < 200; ++i) {
    auto asked = self_->request(door, std::chrono::microseconds(100 + 2 * i), receive_message{});
    a.send(i);
    std::optional<int> got;
    asked.receive([&](int x) { got = x; }, [](const error_value&) {});
    if (!got)
      got = ask<int>(door, receive_message{});
    ASSERT_EQ(got, i);
  }
}

TEST_F(ByMessages, What_timed_out_on_its_way_goes_to_who_waits_behind) {
  auto [a, b] = pipe();
  const caf::actor door = b.address();
  for (int i = 0; i < 200; ++i) {
    troupe::self other;
    auto asked = self_->request(door, std::chrono::microseconds(100 + 2 * i), receive_message{});
    auto behind = other->request(door, caf::infinite, receive_message{});
    a.send(i);
    int first = -1, second = -1;
    asked.receive([&](int x) { first = x; }, [](const error_value&) {});
    if (first != -1)
      a.send(i);
    behind.receive([&](int x) { second = x; }, [](const error_value& why) { throw_error(why); });
    ASSERT_EQ(second, i);
  }
}

TEST_F(ByMessages, What_timed_out_on_its_way_is_received_by_who_wants_its_type) {
  auto [a, b] = pipe();
  const caf::actor door = b.address();
  for (int i = 0; i < 200; ++i) {
    auto asked = self_->request(door, std::chrono::microseconds(100 + 2 * i), receive_message{});
    a.send(i);
    std::optional<int> got;
    asked.receive([&](int x) { got = x; }, [](const error_value&) {});
    if (got)
      continue;
    EXPECT_THROW(static_cast<void>(ask<std::string>(door, receive_any_of<std::string>())), type_mismatch);
    EXPECT_THROW(static_cast<void>(ask<received_bytes>(door, receive_bytes{})), type_mismatch);
    ASSERT_EQ(ask<int>(door, receive_message{}), i);
  }
}

TEST_F(ByMessages, What_was_received_in_a_message_goes_with_who_received_it) {
  auto [a, b] = pipe();
  const caf::actor door = b.address();
  const std::uint32_t before = objects::current_table().count();
  a.send(event{});
  EXPECT_FALSE(ask<event>(door, receive_message{}).is_set());
  EXPECT_TRUE(wait_until([&] { return objects::current_table().count() == before; }));
}

TEST_F(ByMessages, What_nobody_waits_for_is_not_given_away) {
  const queue<int> q;
  q.put(1);
  auto [a, b] = pipe();
  a.send(2);
  caf::anon_send(q.address(), get_item{});
  caf::anon_send(q.address(), try_take_item{});
  caf::anon_send(b.address(), receive_message{});
  EXPECT_EQ(ask<std::uint64_t>(q.address(), get_size{}), 1U) << "asked behind them";
  EXPECT_TRUE(ask<bool>(b.address(), troupe::is_readable{}));
  EXPECT_EQ(q.get(), 1);
  EXPECT_EQ(b.recv<int>(), 2);
}

TEST_F(ByMessages, A_large_item_that_waits_for_room_goes_with_its_queue) {
  const std::string large(100'000, 'x');
  std::optional<queue<std::string>> full{std::in_place, 1};
  full->put("a");
  auto waiting = self_->request(full->address(), caf::infinite, put_item{as_item(large)});
  EXPECT_FALSE(ask<bool>(full->address(), try_put_item{as_item(std::string{"b"})})) << "asked behind it";
  const queue<std::string> other;
  full.reset();
  waiting.receive([] { ADD_FAILURE() << "there was no room"; },
                  [](const error_value& why) { EXPECT_THAT(text(why), HasSubstr("gone")); });
  for (int i = 0; i < 50; ++i)
    other.put(large);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(other.get(), large);
}

bool is_readable_by_poll(int descriptor, int milliseconds) {
  pollfd one{descriptor, POLLIN, 0};
  return ::poll(&one, 1, milliseconds) == 1;
}

TEST_F(ByMessages, The_descriptor_of_a_connection_tells_what_can_be_received) {
  auto [a, b] = pipe();
  const int descriptor = b.fileno();
  EXPECT_EQ(b.fileno(), descriptor);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(is_readable_by_poll(descriptor, 0));
    std::thread sender{[&] { a.send(i); }};
    EXPECT_TRUE(is_readable_by_poll(descriptor, 20'000));
    EXPECT_EQ(wait({descriptor}), std::vector<std::size_t>{0});
    EXPECT_EQ(b.recv<int>(), i);
    sender.join();
  }
  a.close();
  EXPECT_TRUE(is_readable_by_poll(descriptor, 20'000)) << "the end of the stream";
  EXPECT_THROW(static_cast<void>(b.recv<int>()), end_of_stream);
  EXPECT_TRUE(is_readable_by_poll(descriptor, 0));
}

TEST(Descriptor, Of_a_connection_that_outlives_its_system_is_let_go_with_that) {
  std::optional<connection> kept;
  {
    const a_system sys;
    auto [a, b] = pipe();
    static_cast<void>(b.fileno());
    kept.emplace(std::move(b));
  }
  kept.reset();
}

} // namespace
} // namespace troupe::tests

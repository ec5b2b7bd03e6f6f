// Who reads a message of a pipe by call runs a user's codec for as long as that likes: the house waits for nobody's.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include <troupe/troupe.hpp>
#include <troupe/pipe_messages.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

std::atomic<bool> is_being_read{false}, may_be_read{false}, house_answers{false};
} // namespace

/// Whose reading takes until it may end, and needs the house then.
struct slow_value {
  int number = 0;
};
} // namespace troupe::tests

template <>
struct troupe::codec<troupe::tests::slow_value> {
  using wire_type = int;
  static int to_wire(const tests::slow_value& which) { return which.number; }
  static tests::slow_value from_wire(int&& number) {
    tests::is_being_read = true;
    while (!tests::may_be_read)
      std::this_thread::yield();
    if (tests::house_answers) { // else both would wait for each other for ever
      const event needs_the_house;
      static_cast<void>(needs_the_house.address());
    }
    return {number};
  }
};

namespace troupe::tests {
namespace {

TEST(SlowReader, Of_a_message_holds_up_neither_the_house_nor_a_later_request_for_the_next) {
  const a_system sys;
  auto [a, b] = troupe::pipe();
  troupe::self self;
  const caf::actor door = b.address();
  a.send(slow_value{1});
  std::optional<slow_value> first;
  std::jthread reader{[&] { first = b.recv<slow_value>(); }};
  ASSERT_TRUE(wait_until([] { return is_being_read.load(); }));
  auto waiting = self->request(door, caf::infinite, receive_message{});
  self->request(door, patience, describe{})
    .receive([&](const std::string&) { house_answers = true; }, [](const error_value&) {});
  EXPECT_TRUE(house_answers) << "behind the request that has to wait";
  a.send(2);
  may_be_read = true;
  int second = 0;
  waiting.receive([&](int x) { second = x; }, [](const error_value& why) { throw_error(why); });
  reader.join();
  EXPECT_EQ(second, 2);
  EXPECT_EQ(first->number, 1);
}

} // namespace
} // namespace troupe::tests

// A receiver that stands still (SIGSTOP) with full lanes in front of it: who sends to it waits or is
// refused, by where it sends from; nobody else notices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <thread>

#include "actors.hpp"
#include "processes.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

TEST(StoppedReceiver, Holds_up_its_sender_alone_and_is_served_when_it_goes_on) {
  const a_system sys;
  const caf::actor receiver = spawn({.name = "receiver"}, fn<citizen>);
  const caf::actor sender = spawn({.name = "sender"}, fn<citizen>);
  const caf::actor a = spawn({.name = "a"}, fn<citizen>);
  const caf::actor b = spawn({.name = "b"}, fn<citizen>);
  troupe::self self;
  {
    const stopped_process standing{receiver};
    self->send(sender, flood_forever{receiver, 1, 300});
    EXPECT_TRUE(ask<bool>(a, flood{b, 2, 0, 2000, 64}));
    EXPECT_TRUE(wait_until([&] { return ask<tally>(b, get_tally{}).records == 2000; }));
  }
  EXPECT_TRUE(wait_until([&] { return ask<tally>(receiver, get_tally{}).records > 5000; })) << "more than a lane holds";
  EXPECT_EQ(ask<tally>(receiver, get_tally{}).broken, 0U);
  EXPECT_EQ(ask<int>(sender, 3), 3);
}

TEST(StoppedReceiver, Keeps_plain_code_waiting_until_it_goes_on_and_loses_nothing) {
  const a_system sys;
  const caf::actor receiver = spawn({.name = "receiver"}, fn<citizen>);
  troupe::self self;
  std::optional<stopped_process> standing{receiver};
  std::thread later{[&] {
    // Plain code below is in the middle of its sends by the time the receiver goes on.
    standing.reset();
  }};
  constexpr std::uint64_t records = 30000;
  for (std::uint64_t i = 0; i < records; ++i)
    self->send(receiver, make_numbered(1, i, 200));
  later.join();
  const auto seen = ask<tally>(receiver, get_tally{});
  EXPECT_EQ(seen.records, records);
  EXPECT_EQ(seen.broken + seen.out_of_order, 0U);
}

TEST(StoppedReceiver, That_is_killed_lets_its_waiting_senders_go) {
  const a_system sys;
  const caf::actor receiver = spawn({.name = "receiver"}, fn<citizen>);
  const caf::actor sender = spawn({.name = "sender"}, fn<citizen>);
  troupe::self self;
  self->monitor(receiver);
  {
    const stopped_process standing{receiver};
    self->send(sender, flood{receiver, 1, 0, 3000, 300}); // some of it in the lane, the rest in front of it
    EXPECT_TRUE(kill_process_of(receiver));
    EXPECT_THAT(next_down(self, receiver), testing::HasSubstr("SIGKILL"));
  }
  EXPECT_EQ(ask<int>(sender, 5), 5);
}

} // namespace
} // namespace troupe::tests

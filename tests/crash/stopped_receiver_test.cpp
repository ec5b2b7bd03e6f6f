// A receiver that stands still (SIGSTOP) with full lanes in front of it: who sends to it waits or is
// refused, by where it sends from; nobody else notices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <thread>

#include "actors.hpp"
#include "processes.hpp"
#include "support/test_actors.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

// More than the largest lane and arena allowance of one pair holds would take long; this much is
// refused by a region that is this small.
constexpr std::uint64_t small_region = MiB(24);

TEST(StoppedReceiver, Refuses_a_handlers_requests_in_bounded_time_and_nobody_else_notices) {
  set_test_limit(std::chrono::seconds(120));
  const a_system sys{{.memory = small_region}};
  const caf::actor receiver = spawn({.name = "receiver"}, fn<citizen>);
  const caf::actor sender = spawn({.name = "sender"}, fn<citizen>);
  const caf::actor a = spawn({.name = "a"}, fn<citizen>);
  const caf::actor b = spawn({.name = "b"}, fn<citizen>);
  {
    const stopped_process standing{receiver};
    // 4 MB of small records: more than a lane grows to. The handler returns, so it was not stuck.
    EXPECT_TRUE(ask<bool>(sender, flood{receiver, 1, 0, 12000, 300}));
    EXPECT_TRUE(ask<bool>(a, flood{b, 2, 0, 2000, 64}));
    EXPECT_EQ(ask<tally>(b, get_tally{}).records, 2000U);
  }
  const auto seen = ask<tally>(receiver, get_tally{});
  EXPECT_EQ(seen.broken, 0U);
  EXPECT_GT(seen.records, 0U);
  EXPECT_EQ(ask<int>(receiver, 3), 3);
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
    self->send(sender, flood{receiver, 1, 0, 20000, 300});
    EXPECT_TRUE(kill_process_of(receiver));
    EXPECT_THAT(next_down(self, receiver), testing::HasSubstr("SIGKILL"));
  }
  EXPECT_EQ(ask<int>(sender, 5), 5);
}

} // namespace
} // namespace troupe::tests

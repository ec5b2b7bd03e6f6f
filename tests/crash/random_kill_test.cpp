// Processes are killed at random instants while records flow. What arrives is whole, and per sender
// without a gap from the first on; nobody hangs.
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>

#include "actors.hpp"
#include "processes.hpp"
#include "resources.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

// TROUPE_SOAK=1 asks for the long runs.
unsigned count_of(unsigned usual, unsigned soak) { return std::getenv("TROUPE_SOAK") != nullptr ? soak : usual; }

std::chrono::seconds limit() { return std::chrono::seconds(count_of(280, 3500)); }

void expect_flawless(const tally& seen) {
  EXPECT_EQ(seen.broken, 0U);
  EXPECT_EQ(seen.out_of_order, 0U);
}

TEST(RandomKills, Of_senders_leave_the_receiver_whole_records_in_order) {
  set_test_limit(limit());
  const a_system sys;
  troupe::self self;
  const caf::actor collector = spawn({.name = "collector"}, fn<citizen>);
  std::mt19937 random{20261121};
  const unsigned senders = count_of(60, 1000);
  for (unsigned i = 0; i < senders; ++i) {
    const caf::actor sender = spawn({.name = "sender"}, fn<citizen>);
    self->monitor(sender);
    self->send(sender, flood_forever{collector, i, i % 4 == 0 ? 100000U : random() % 400});
    // It is in the middle of its stream once some of it has arrived.
    const std::uint64_t enough = random() % 300;
    EXPECT_TRUE(wait_until([&] { return ask<tally>(collector, get_tally{}).per_sender[i] >= enough; }));
    EXPECT_TRUE(kill_process_of(sender));
    EXPECT_NE(next_down(self, sender), "");
  }
  const auto seen = ask<tally>(collector, get_tally{});
  expect_flawless(seen);
  EXPECT_EQ(seen.per_sender.size(), senders);
}

TEST(RandomKills, Of_receivers_leave_their_senders_and_all_others_running) {
  set_test_limit(limit());
  const a_system sys;
  troupe::self self;
  const caf::actor witness = spawn({.name = "witness"}, fn<citizen>);
  const caf::actor sender = spawn({.name = "sender"}, fn<citizen>);
  self->send(sender, flood_forever{witness, 7, 64});
  std::mt19937 random{42};
  const unsigned receivers = count_of(30, 500);
  for (unsigned i = 0; i < receivers; ++i) {
    const caf::actor receiver = spawn({.name = "receiver"}, fn<citizen>);
    self->monitor(receiver);
    for (int part = 0; part < 4; ++part)
      self->send(sender, flood{receiver, 1, static_cast<std::uint64_t>(part) * 200, 200, i % 5 == 0 ? 30000U : 64U});
    const std::uint64_t enough = random() % 200;
    EXPECT_TRUE(wait_until([&] { return ask<tally>(receiver, get_tally{}).records >= enough; }));
    EXPECT_TRUE(kill_process_of(receiver));
    EXPECT_NE(next_down(self, receiver), "");
  }
  const auto seen = ask<tally>(witness, get_tally{});
  expect_flawless(seen);
  EXPECT_GT(seen.records, 0U);
}

TEST(Cycles, Of_spawn_and_kill_leave_no_zombie_no_descriptor_and_no_memory) {
  set_test_limit(limit());
  const a_system sys;
  troupe::self self;
  const auto one_cycle = [&] {
    const caf::actor worker = spawn({.name = "cycle"}, fn<citizen>);
    EXPECT_EQ(ask<int>(worker, 1), 1);
    self->monitor(worker);
    kill_process_of(worker);
    EXPECT_NE(next_down(self, worker), "");
  };
  for (int i = 0; i < 50; ++i)
    one_cycle();
  const resources before = resources_of_system();
  const unsigned cycles = count_of(300, 10000);
  for (unsigned i = 0; i < cycles; ++i)
    one_cycle();
  // What peers still let go of goes a moment later.
  EXPECT_TRUE(wait_until([&] { return resources_of_system().is_within(before); }))
    << resources_of_system().difference(before);
}

} // namespace
} // namespace troupe::tests

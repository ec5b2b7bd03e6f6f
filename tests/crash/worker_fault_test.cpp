// A worker is killed at every named step of sending, receiving and letting go. Whatever the step:
// its monitor hears of it, what it had published is whole and in order, and the others go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>

#include "actors.hpp"
#include "processes.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

struct step {
  const char* point;
  std::uint32_t nth;
  bool reader_stands; ///< the victim's receiver is stopped meanwhile: lanes fill, rings grow
};

void PrintTo(const step& which, std::ostream* out) { *out << which.point << ' ' << which.nth; }

std::string name_of(const testing::TestParamInfo<step>& info) {
  std::string name{info.param.point};
  for (char& each : name)
    each = each == '.' ? '_' : each;
  return name + "_" + std::to_string(info.param.nth);
}

class Sending : public testing::TestWithParam<step> {};

TEST_P(Sending, Killed_there_leaves_its_receiver_with_whole_records_in_order) {
  const a_system sys;
  const caf::actor collector = spawn({.name = "collector"}, fn<citizen>);
  const caf::actor victim = spawn({.name = "victim"}, fn<citizen>);
  troupe::self self;
  self->monitor(victim);
  {
    std::optional<stopped_process> standing;
    if (GetParam().reader_stands)
      standing.emplace(collector);
    self->send(victim, arm{GetParam().point, GetParam().nth});
    self->send(victim, flood{collector, 1, 0, 2000, 40});
    self->send(victim, flood{collector, 1, 2000, 12, 300000});
    self->send(victim, flood{collector, 1, 2012, 2000, 100});
    self->send(victim, give_up{});
    EXPECT_THAT(next_down(self, victim), testing::HasSubstr("killed by signal 9")) << "the step was never passed";
  }
  const auto seen = ask<tally>(collector, get_tally{});
  EXPECT_EQ(seen.broken, 0U);
  EXPECT_EQ(seen.out_of_order, 0U);
  const caf::actor next = spawn({.name = "next"}, fn<citizen>);
  EXPECT_TRUE(ask<bool>(next, flood{collector, 2, 0, 500, 100}));
  // What this process asks and what `next` sends take different lanes: neither waits for the other.
  EXPECT_TRUE(wait_until([&] { return ask<tally>(collector, get_tally{}).per_sender[2] == 500; }));
}

INSTANTIATE_TEST_SUITE_P(
  Step, Sending,
  testing::Values(step{"mailbox.lane.reader_part_reserved", 1, false}, step{"mailbox.lane.before_link", 1, false},
                  step{"mailbox.lane.after_link", 1, false}, step{"mailbox.ring.reserved", 1, false},
                  step{"mailbox.ring.reserved", 700, false}, step{"mailbox.ring.before_tail", 1, false},
                  step{"mailbox.ring.before_tail", 700, false}, step{"mailbox.ring.after_tail", 1, false},
                  step{"mailbox.ring.after_tail", 700, false}, step{"mailbox.bell.before_ring", 1, false},
                  step{"mailbox.bell.before_summary", 1, false}, step{"mailbox.bell.before_wake", 1, false},
                  step{"mailbox.ring.grow.before_link", 1, true}, step{"mailbox.ring.grow.after_link", 1, true},
                  step{"mailbox.ring.grow.before_link", 2, true}, step{"mailbox.ring.grow.after_link", 3, true},
                  step{"mailbox.arena.reserved", 1, false}, step{"mailbox.arena.reserved", 5, true},
                  step{"mailbox.arena.written", 1, false}, step{"mailbox.arena.written", 5, true}),
  name_of);

class Receiving : public testing::TestWithParam<step> {};

TEST_P(Receiving, Killed_there_is_told_to_its_monitor_and_its_sender_goes_on) {
  const a_system sys;
  const caf::actor sender = spawn({.name = "sender"}, fn<citizen>);
  const caf::actor victim = spawn({.name = "victim"}, fn<citizen>);
  troupe::self self;
  self->monitor(victim);
  self->send(victim, arm{GetParam().point, GetParam().nth});
  EXPECT_TRUE(ask<bool>(sender, flood{victim, 1, 0, 3000, 100}));
  EXPECT_TRUE(ask<bool>(sender, flood{victim, 1, 3000, 8, 300000}));
  self->send(victim, give_up{});
  EXPECT_THAT(next_down(self, victim), testing::HasSubstr("killed by signal 9")) << "the step was never passed";
  const caf::actor other = spawn({.name = "other"}, fn<citizen>);
  EXPECT_TRUE(ask<bool>(sender, flood{other, 1, 0, 3000, 100}));
  EXPECT_TRUE(wait_until([&] { return ask<tally>(other, get_tally{}).records == 3000; }));
  const auto seen = ask<tally>(other, get_tally{});
  EXPECT_EQ(seen.broken + seen.out_of_order, 0U);
}

INSTANTIATE_TEST_SUITE_P(
  Step, Receiving,
  testing::Values(step{"mailbox.read.taken", 1, false}, step{"mailbox.read.taken", 500, false},
                  step{"mailbox.read.before_done", 1, false}, step{"mailbox.read.before_done", 500, false},
                  step{"mailbox.read.done", 1, false}, step{"mailbox.read.done", 500, false},
                  step{"mailbox.head.before_advance", 1, false}, step{"mailbox.head.before_advance", 5, false},
                  step{"mailbox.head.advance", 1, false}, step{"mailbox.head.advance", 5, false}),
  name_of);

class Dying : public testing::TestWithParam<std::pair<death, const char*>> {};

TEST_P(Dying, In_a_handler_is_told_in_words_and_fails_what_waits) {
  const a_system sys;
  const caf::actor victim = spawn({.name = "victim"}, fn<citizen>);
  const caf::actor bystander = spawn({.name = "bystander"}, fn<citizen>);
  troupe::self self;
  self->monitor(victim);
  auto doomed = self->request(victim, caf::infinite, GetParam().first);
  std::string failure;
  doomed.receive([] {}, [&](const error_value& why) { failure = text(why); });
  EXPECT_THAT(next_down(self, victim), testing::HasSubstr(GetParam().second));
  EXPECT_THAT(failure, testing::HasSubstr(GetParam().second));
  EXPECT_EQ(ask<int>(bystander, 7), 7);
}

std::string word_of(death how) {
  constexpr const char* words[] = {"kill", "abort", "segment", "exit_3", "throw_up"};
  return words[static_cast<int>(how)];
}

INSTANTIATE_TEST_SUITE_P(Way, Dying,
                         testing::Values(std::pair{death::kill, "killed by signal 9 (SIGKILL)"},
                                         std::pair{death::abort, "killed by signal 6 (SIGABRT)"},
                                         std::pair{death::segment, "killed by signal 11 (SIGSEGV)"},
                                         std::pair{death::exit_3, "exited with code 3"},
                                         std::pair{death::throw_up, "the handler had enough"}),
                         [](const auto& info) { return word_of(info.param.first); });

} // namespace
} // namespace troupe::tests

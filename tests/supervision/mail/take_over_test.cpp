// Each life dies at the same labelled step, after some messages: the next one takes over from there.
#include <gtest/gtest.h>

#include "ledger.hpp"
#include "loads.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

#ifdef TROUPE_FAULT_POINTS

struct step {
  const char* label;
  int passings; ///< before the one at which a life dies
  actor_run (*what)(const std::string& file) = [](const std::string& file) {
    return actor_run{fn<counter_of_numbers>, file};
  };
};

actor_run a_skipping_one(const std::string& file) { return {fn<skipping_counter>, file}; }
actor_run a_hoarding_one(const std::string& file) { return {fn<hoarding_counter>, file}; }

class TakeOver : public testing::TestWithParam<step> {};

// Two streams are sent to it while its lives die.
void expect_that_all_is_handled(const actor_run& what, const ledger& seen) {
  child one = quick_child("subject", what, at_least_once);
  one.max_deliveries = 1000;
  const running_tree tree{{one}};
  const caf::actor role = whereis("subject");
  troupe::self self;
  constexpr std::uint64_t last = 3000;
  for (std::uint64_t i = 1; i <= last; ++i) {
    self->send(role, number_a{0, i});
    self->send(role, number_b{1, i});
  }
  EXPECT_TRUE(
    wait_until([&] { return seen.page().last[0] == last && seen.page().last[1] == last; }, std::chrono::seconds(150)))
    << seen.page().last[0] << ' ' << seen.page().last[1];
  EXPECT_EQ(seen.page().lost, 0U);
  EXPECT_EQ(seen.page().misordered, 0U);
  const rooms::message::json::object counted = tree.ask("ps", {}, {"subject"});
  const auto restarts = counted.at("result").at("children").as_array().front().at("restarts").to_number<int>();
  EXPECT_GT(restarts, 0) << "nobody has passed that step";
  EXPECT_LE(seen.page().repeated, static_cast<std::uint64_t>(restarts)) << "no more than was in hand";
}

TEST_P(TakeOver, Loses_and_reorders_nothing) {
  set_test_limit(std::chrono::seconds(200));
  const step at = GetParam();
  temp_folder folder;
  const std::string file = (folder.path() / "numbers").string();
  const ledger seen{file};
  const scoped_variable fault{"TROUPE_FAULT", std::string{at.label} + ":kill:" + std::to_string(at.passings)};
  expect_that_all_is_handled(at.what(file), seen);
}

// The one before it has left copies in its spool, perhaps beside what they were made of.
TEST(TakeOver, By_a_life_that_dies_before_it_is_ready_loses_and_reorders_nothing) {
  set_test_limit(std::chrono::seconds(200));
  for (const char* label : {"mailbox.spool.copied", "mailbox.spool.after_mark", "mailbox.read.taken"}) {
    temp_folder folder;
    const std::string file = (folder.path() / "numbers").string();
    const ledger seen{file};
    const scoped_variable fault{"TROUPE_FAULT", std::string{label} + ":kill:40"};
    expect_that_all_is_handled({fn<frail_counter>, file}, seen);
    EXPECT_GT(seen.page().lives, 2U) << label;
  }
}

INSTANTIATE_TEST_SUITE_P(Steps, TakeOver,
                         testing::Values(step{"mailbox.read.taken", 500}, step{"mailbox.read.before_done", 500},
                                         step{"mailbox.read.done", 500}, step{"mailbox.head.before_advance", 5},
                                         step{"mailbox.head.advance", 5},
                                         step{"mailbox.read.put_back", 300, &a_skipping_one},
                                         step{"mailbox.spool.before_copy", 20, &a_hoarding_one},
                                         step{"mailbox.spool.copied", 20, &a_hoarding_one},
                                         step{"mailbox.spool.before_mark", 20, &a_hoarding_one},
                                         step{"mailbox.spool.after_mark", 20, &a_hoarding_one}),
                         [](const auto& each) {
                           std::string name = each.param.label;
                           for (char& letter : name)
                             letter = letter == '.' ? '_' : letter;
                           return name;
                         });

#endif

} // namespace
} // namespace troupe::tests

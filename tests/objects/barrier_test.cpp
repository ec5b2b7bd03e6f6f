// All or nobody: turns, actions, breaking, and parties that die.
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "objects/barrier.hpp"
#include "os/process_facts.hpp"
#include "support/shared_object.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using objects::reference;

constexpr int broken_exit = 7;

class Barrier : public testing::Test {
protected:
  [[nodiscard]] reference make(std::uint32_t parties) {
    return objects::make_barrier(all_.table, parties, objects::no_limit, [](std::byte*) {});
  }
  /// A party that passes `turns` times; its exit code says whether it did.
  [[nodiscard]] std::unique_ptr<world::citizen> party(const reference& at, int turns, const char* dies_at = nullptr) {
    return std::make_unique<world::citizen>(all_, [=, id = at.id()](objects::table& in) {
      const reference mine = in.find(id);
      if (dies_at != nullptr)
        os::arm_fault(dies_at, os::fault_action::kill);
      try {
        bool in_time = true;
        for (int i = 0; i < turns; ++i)
          objects::pass_barrier(in, *mine, os::deadline_after(patience), {}, in_time);
        return 0;
      } catch (const broken_barrier&) {
        return broken_exit;
      }
    });
  }
  [[nodiscard]] bool await_arrived(const reference& at, std::uint32_t count) {
    return wait_until([&] { return objects::arrived_at(all_.table, *at) == count; });
  }
  std::uint32_t pass(const reference& at, os::duration limit = patience) {
    bool in_time = true;
    return objects::pass_barrier(all_.table, *at, os::deadline_after(limit), {}, in_time);
  }

  world all_;
};

TEST_F(Barrier, Of_one_party_never_waits) {
  const reference b = make(1);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(pass(b), 0U);
}

TEST_F(Barrier, Lets_all_go_when_all_are_there_again_and_again) {
  const reference b = make(3);
  const auto one = party(b, 200), two = party(b, 200), three = party(b, 200);
  EXPECT_EQ(exit_code(one->wait()), 0);
  EXPECT_EQ(exit_code(two->wait()), 0);
  EXPECT_EQ(exit_code(three->wait()), 0);
  EXPECT_EQ(objects::arrived_at(all_.table, *b), 0U);
  EXPECT_FALSE(objects::is_broken(*b));
}

TEST_F(Barrier, Gives_each_party_another_index) {
  const reference b = make(4);
  std::mutex lock;
  std::multiset<std::uint32_t> seen;
  {
    std::vector<std::jthread> parties;
    for (int i = 0; i < 4; ++i)
      parties.emplace_back([&] {
        const std::uint32_t index = pass(b);
        const std::scoped_lock hold{lock};
        seen.insert(index);
      });
  }
  EXPECT_EQ(seen, (std::multiset<std::uint32_t>{0, 1, 2, 3}));
}

TEST_F(Barrier, Runs_its_action_once_before_anybody_goes_on) {
  const reference b = make(3);
  std::atomic<int> actions{0};
  {
    std::vector<std::jthread> parties;
    for (int i = 0; i < 3; ++i)
      parties.emplace_back([&] {
        for (int turn = 1; turn <= 20; ++turn) {
          bool in_time = true;
          objects::pass_barrier(all_.table, *b, os::deadline_after(patience), [&] { ++actions; }, in_time);
          EXPECT_GE(actions.load(), turn);
        }
      });
  }
  EXPECT_EQ(actions.load(), 20);
}

TEST_F(Barrier, An_action_that_throws_breaks_it) {
  const reference b = make(2);
  const auto other = party(b, 1);
  ASSERT_TRUE(await_arrived(b, 1));
  bool in_time = true;
  EXPECT_THROW(objects::pass_barrier(
                 all_.table, *b, os::never, [] { throw std::out_of_range("no"); }, in_time),
               std::out_of_range);
  EXPECT_EQ(exit_code(other->wait()), broken_exit);
  EXPECT_TRUE(objects::is_broken(*b));
  EXPECT_THROW(pass(b), broken_barrier);
  objects::reset_barrier(all_.table, *b);
  const auto again = party(b, 1);
  pass(b);
  EXPECT_EQ(exit_code(again->wait()), 0);
}

TEST_F(Barrier, Breaking_and_resetting_fail_those_who_wait) {
  const reference b = make(2);
  const auto first = party(b, 1);
  ASSERT_TRUE(await_arrived(b, 1));
  objects::break_barrier(all_.table, *b);
  EXPECT_EQ(exit_code(first->wait()), broken_exit);
  EXPECT_EQ(objects::text_of_barrier(all_.table, *b), "barrier(broken)");
  objects::reset_barrier(all_.table, *b);
  const auto second = party(b, 1);
  ASSERT_TRUE(await_arrived(b, 1));
  EXPECT_EQ(objects::text_of_barrier(all_.table, *b), "barrier(1 of 2)");
  objects::reset_barrier(all_.table, *b);
  EXPECT_EQ(exit_code(second->wait()), broken_exit);
  EXPECT_FALSE(objects::is_broken(*b));
}

TEST_F(Barrier, A_party_that_is_too_late_breaks_it) {
  const reference b = make(2);
  EXPECT_THROW(pass(b, 2ms), broken_barrier);
  EXPECT_TRUE(objects::is_broken(*b));
}

TEST_F(Barrier, A_party_that_is_killed_while_it_waits_breaks_it) {
  const reference b = make(3);
  const auto victim = party(b, 1);
  ASSERT_TRUE(await_arrived(b, 1));
  const auto other = party(b, 1);
  ASSERT_TRUE(await_arrived(b, 2));
  victim->process().kill();
  EXPECT_EQ(victim->wait(), (ending{ending_kind::signalled, 9}));
  EXPECT_EQ(exit_code(other->wait()), broken_exit);
}

class PartyThatDies : public Barrier, public testing::WithParamInterface<const char*> {};

// Wherever it was: the others go on, or fail; nobody hangs, and a reset makes it as new.
TEST_P(PartyThatDies, Hangs_nobody) {
  const reference b = make(2);
  const auto other = party(b, 1);
  ASSERT_TRUE(await_arrived(b, 1));
  ASSERT_TRUE(wait_until([&] { return os::process_state(other->process().pid()) == 'S'; }))
    << "only who sleeps is woken";
  const auto victim = party(b, 1, GetParam());
  EXPECT_EQ(victim->wait(), (ending{ending_kind::signalled, 9}));
  const bool has_passed = !objects::is_broken(*b) && objects::arrived_at(all_.table, *b) == 0;
  if (!has_passed)
    objects::break_barrier(all_.table, *b); // one that had not come yet is no party
  const int how = exit_code(other->wait());
  EXPECT_TRUE(how == 0 || how == broken_exit) << how;
  objects::reset_barrier(all_.table, *b);
  const auto one = party(b, 5), two = party(b, 5);
  EXPECT_EQ(exit_code(one->wait()), 0);
  EXPECT_EQ(exit_code(two->wait()), 0);
}

INSTANTIATE_TEST_SUITE_P(Step, PartyThatDies,
                         testing::Values("objects.guard.taken", "objects.wait_list.before_push",
                                         "objects.wait_list.pushed", "objects.barrier.arrived", "objects.barrier.phase",
                                         "objects.wait_list.taken_out", "objects.wait_list.ended",
                                         "objects.guard.before_release", "objects.announce.before_wake"));

} // namespace
} // namespace troupe::tests

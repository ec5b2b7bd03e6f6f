/// Barriers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/in_thread.hpp"
#include "support/maker.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace os = rooms::os;

struct Barrier : testing::TestWithParam<flavour> {
  a_system sys;
  const maker make{GetParam()};

  [[nodiscard]] std::unique_ptr<barrier_door> door(const barrier& of) { return door_to(GetParam(), of); }
  /// A party in a thread of its own, once it waits; gives whether the barrier broke.
  [[nodiscard]] std::future<bool> party(const barrier& of, std::size_t nth = 1) {
    auto begun = begin_in_thread([this, of] {
      try {
        door(of)->wait();
        return false;
      } catch (const broken_barrier&) {
        return true;
      }
    });
    EXPECT_TRUE(wait_until([&] { return of.n_waiting() == nth; }));
    return begun;
  }
};
INSTANTIATE_TEST_SUITE_P(By, Barrier, each_flavour_and_manager(), flavour_name);

TEST_P(Barrier, BAR_01_AllGoOnWhenAllHaveComeAgainAndAgain) {
  const barrier b = make.barrier(3);
  for (int turn = 0; turn < 3; ++turn) {
    auto first = party(b, 1);
    auto second = party(b, 2);
    EXPECT_EQ(first.wait_for(5ms), std::future_status::timeout);
    door(b)->wait();
    EXPECT_FALSE(first.get());
    EXPECT_FALSE(second.get());
  }
}

void take_an_index(flavour how, const barrier& b, const array<int>& taken) {
  const std::atomic_ref<int> count{taken[door_to(how, b)->wait()]};
  ++count;
}

TEST_P(Barrier, BAR_02_EachPartyGetsAnIndexOfItsOwn) {
  const barrier b = make.barrier(4);
  const array<int> taken(4);
  std::vector<process> parties;
  for (int i = 0; i < 3; ++i)
    parties.emplace_back(fn<take_an_index>, GetParam(), b, taken).start();
  take_an_index(GetParam(), b, taken);
  for (const process& each : parties)
    each.join();
  EXPECT_THAT(taken.copy(), testing::Each(1));
}

void march(flavour how, const barrier& b, const array<int>& passes, int me) {
  const auto mine = door_to(how, b);
  for (int pass = 1; pass <= 10; ++pass) {
    std::atomic_ref<int>{passes[me]}.store(pass);
    mine->wait();
    for (int& each : passes)
      if (std::atomic_ref<int>{each}.load() < pass)
        exit_process(1);
    mine->wait();
  }
}

TEST_P(Barrier, BAR_03_TenPassesInLockstep) {
  const barrier b = make.barrier(5);
  const array<int> passes(5);
  std::vector<process> parties;
  for (int i = 0; i < 5; ++i)
    parties.emplace_back(fn<march>, GetParam(), b, passes, i).start();
  for (const process& each : parties) {
    each.join();
    EXPECT_EQ(each.exitcode(), 0);
  }
  EXPECT_THAT(passes.copy(), testing::Each(10));
  EXPECT_EQ(door(b)->n_waiting(), 0U);
  EXPECT_FALSE(door(b)->broken());
}

std::atomic<int> actions{0};
void count_action() { ++actions; }
void failing_action() { throw std::out_of_range("no"); }

TEST_P(Barrier, BAR_04_TheActionRunsOnceAPassBeforeAnybodyGoesOn) {
  actions = 0;
  const barrier b = make.barrier({.action = fn<count_action>}, 3);
  std::vector<std::future<void>> others;
  std::atomic<int> looked{0};
  const auto take_part = [&] {
    const auto mine = door(b);
    for (int turn = 1; turn <= 5; ++turn) {
      mine->wait();
      EXPECT_EQ(actions.load(), turn);
      ++looked;
      EXPECT_TRUE(wait_until([&] { return looked.load() >= 3 * turn; })) << "the next pass begins when all have looked";
    }
  };
  for (int i = 0; i < 2; ++i)
    others.push_back(begin_in_thread(take_part));
  take_part();
  for (auto& each : others)
    each.get();
  EXPECT_EQ(actions.load(), 5);
}

TEST_P(Barrier, BAR_04_AnActionThatThrowsBreaksIt) {
  const barrier b = make.barrier({.action = fn<failing_action>}, 1);
  EXPECT_ANY_THROW(door(b)->wait());
  EXPECT_TRUE(door(b)->broken());
}

TEST_P(Barrier, BAR_05_AbortBreaksItForWhoWaitsAndWhoComes) {
  const barrier b = make.barrier(3);
  auto waits = party(b);
  door(b)->abort();
  EXPECT_TRUE(waits.get());
  EXPECT_TRUE(door(b)->broken());
  EXPECT_THROW(door(b)->wait(), broken_barrier);
}

TEST_P(Barrier, BAR_06_ResetSendsAwayWhoWaitsAndLeavesItUsable) {
  const barrier b = make.barrier(2);
  auto waits = party(b);
  door(b)->reset();
  EXPECT_TRUE(waits.get());
  EXPECT_FALSE(door(b)->broken());
  auto again = party(b);
  door(b)->wait();
  EXPECT_FALSE(again.get());
  door(b)->abort();
  door(b)->reset();
  EXPECT_FALSE(door(b)->broken());
}

TEST_P(Barrier, BAR_07_WhoComesTooLateBreaksIt) {
  const barrier b = make.barrier(3);
  auto waits = party(b);
  const auto before = os::clock::now();
  EXPECT_FALSE(door(b)->wait_for(50ms));
  EXPECT_GE(os::clock::now() - before, 50ms);
  EXPECT_TRUE(waits.get());
  EXPECT_TRUE(wait_until([&] { return door(b)->broken(); }));
}

TEST_P(Barrier, BAR_07_ANegativeLimitBreaksItUnlessAllHaveCome) {
  const barrier b = make.barrier(2);
  auto waits = party(b);
  EXPECT_TRUE(b.wait_for(-1s)) << "the last one does not wait";
  EXPECT_FALSE(waits.get());
  EXPECT_FALSE(door(b)->wait_for(-1s));
  EXPECT_TRUE(wait_until([&] { return door(b)->broken(); }));
}

TEST_P(Barrier, BAR_07_OrAsLateAsWasSaidWhenItWasMade) {
  const barrier b = make.barrier({.timeout = 50ms}, 2);
  const auto before = os::clock::now();
  EXPECT_THROW(door(b)->wait(), broken_barrier);
  EXPECT_GE(os::clock::now() - before, 50ms);
  EXPECT_TRUE(door(b)->broken());
}

TEST_P(Barrier, BAR_08_ABarrierForOneNeverWaits) {
  const barrier b = make.barrier(1);
  for (int turn = 0; turn < 3; ++turn)
    EXPECT_EQ(door(b)->wait(), 0U);
}

TEST_P(Barrier, BAR_09_PartiesWaitersAndBrokenCanBeRead) {
  const barrier b = make.barrier(3);
  EXPECT_EQ(door(b)->parties(), 3U);
  EXPECT_EQ(door(b)->text(), "barrier(0 of 3)");
  auto waits = party(b);
  EXPECT_EQ(door(b)->n_waiting(), 1U);
  EXPECT_FALSE(door(b)->broken());
  EXPECT_EQ(door(b)->text(), "barrier(1 of 3)");
  door(b)->abort();
  EXPECT_EQ(door(b)->text(), "barrier(broken)");
  EXPECT_TRUE(waits.get());
}

} // namespace
} // namespace troupe::tests

/// Processes killed at every step of putting and taking: the queue goes on, nothing put is lost, nothing
/// comes twice, memory comes back.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "queue_items.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using objects::item_lease;
using objects::take_outcome;
using os::fault_action;

constexpr ending killed{ending_kind::signalled, 9};
constexpr std::uint64_t most = 4000;

// What the dying one has said of itself.
struct diary {
  std::atomic<std::uint64_t> putting, put; ///< items begun, and returned from
  std::atomic<std::uint64_t> finishing;    ///< one more than the item that it was about to be done with
  std::atomic<std::uint8_t> got[most];
};

std::size_t words_for(std::uint64_t number) {
  if (number % 31 == 13)
    return 9000;
  return number % 7 == 3 ? 900 : 1 + number % 5;
}

// Puts, takes, gives back, holds several at once; never empties the queue.
int toil(item_queue& queue, diary& own, unsigned seed) {
  std::mt19937 random{seed};
  std::vector<item_lease> held;
  for (std::uint64_t i = 0; i < most; ++i) {
    own.putting = i + 1;
    put_number(queue, i, words_for(i));
    own.put = i + 1;
    if (random() % 8 == 0)
      continue;
    item_lease lease;
    if (queue.try_take(lease) != take_outcome::taken)
      return 1;
    held.push_back(std::move(lease));
    while (held.size() > 5 || (!held.empty() && random() % 4 != 0)) {
      const std::size_t which = random() % held.size();
      item_lease one = std::move(held[which]);
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
      if (random() % 16 == 0) {
        if (random() % 2 == 0)
          one.undo();
        continue; // given back
      }
      const std::uint64_t number = number_in(one);
      own.finishing = number + 1;
      one.done();
      ++own.got[number];
      own.finishing = 0;
    }
  }
  return 0;
}

// What is left, in order of the rest; gives each item once.
void drain(item_queue& queue, diary& own) {
  while (const auto number = get_number(queue, os::deadline_after(0ms)))
    ++own.got[*number];
}

void expect_all_once(const diary& own) {
  for (std::uint64_t i = 0; i < own.put; ++i) {
    const bool may_be_gone = own.finishing == i + 1; // it died between being done with it and saying so
    ASSERT_LE(own.got[i].load(), 1) << "item " << i << " came twice";
    ASSERT_GE(own.got[i].load(), may_be_gone ? 0 : 1) << "item " << i << " of " << own.put << " is lost";
  }
  for (std::uint64_t i = own.put; i < most; ++i)
    ASSERT_LE(own.got[i].load(), own.putting > i ? 1 : 0);
}

void expect_empty_and_sound(item_queue& queue) {
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_LE(extents_of(queue), 3U) << "extents that nobody refers to";
  put_number(queue, 1, 9000);
  put_number(queue, 2);
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(get_number(queue), 1U);
  EXPECT_EQ(get_number(queue), 2U);
}

// The story of one process that dies at its nth passing of a place.
bool outlive(const char* place, unsigned nth) {
  world all;
  const auto queue = item_queue::make(all.table, {.max_deliveries = 200});
  const shared_object<diary> own;
  world::citizen dying{all, [&](objects::table& in) {
                         const auto theirs = open_queue(in, queue->ref().id());
                         os::arm_fault(place, fault_action::kill, nth);
                         return toil(*theirs, *own, nth);
                       }};
  const bool has_died = dying.wait() == killed;
  drain(*queue, *own);
  expect_all_once(*own);
  expect_empty_and_sound(*queue);
  return has_died;
}

std::string name_of(const testing::TestParamInfo<const char*>& each) {
  std::string name = each.param;
  std::ranges::replace(name, '.', '_');
  return name;
}

class QueueCrash : public testing::TestWithParam<const char*> {};

TEST_P(QueueCrash, Loses_nothing_and_doubles_nothing) {
  unsigned deaths = 0;
  for (unsigned round = 0; round < 10 && !HasFatalFailure(); ++round)
    deaths += outlive(GetParam(), 1 + round * round * 7) ? 1U : 0U;
  EXPECT_GT(deaths, 0U) << "the place was never passed";
}

INSTANTIATE_TEST_SUITE_P(At, QueueCrash,
                         testing::Values("objects.store.claimed", "objects.store.allocated",
                                         "objects.store.before_give", "objects.item.claimed", "objects.item.run_noted",
                                         "objects.item.run_linked", "objects.item.written", "objects.item.put",
                                         "objects.chunk.noted", "objects.chunk.linked", "objects.chunk.opened",
                                         "objects.chunk.passed", "objects.item.passed", "objects.run.noted",
                                         "objects.extents.marked", "objects.extents.giving", "objects.extents.given",
                                         "objects.cells.noted", "objects.cells.linked", "objects.lease.noted",
                                         "objects.lease.before_done", "objects.lease.done", "objects.lease.uncounted",
                                         "objects.lease.returned", "objects.lease.retaken", "objects.guard.taken",
                                         "objects.guard.before_release", "objects.announce.done"),
                         name_of);

class RepairCrash : public testing::TestWithParam<const char*> {};

// The first dies in the middle, with leases; the second while it makes that good.
TEST_P(RepairCrash, Is_made_good_by_the_next) {
  unsigned deaths = 0;
  for (const char* first : {"objects.item.run_linked", "objects.chunk.linked", "objects.chunk.passed",
                            "objects.extents.marked", "objects.lease.noted", "objects.item.put"}) {
    world all;
    const auto queue = item_queue::make(all.table, {.max_deliveries = 200});
    const shared_object<diary> own;
    world::citizen dying{all, [&](objects::table& in) {
                           const auto theirs = open_queue(in, queue->ref().id());
                           os::arm_fault(first, fault_action::kill, 20);
                           return toil(*theirs, *own, 3);
                         }};
    EXPECT_EQ(dying.wait(), killed) << first;
    world::citizen repairing{all, [&](objects::table& in) {
                               const auto theirs = open_queue(in, queue->ref().id());
                               os::arm_fault(GetParam(), fault_action::kill);
                               own->putting = own->putting + 1;
                               put_number(*theirs, own->putting - 1, 1);
                               own->put = own->putting.load();
                               item_lease lease;
                               static_cast<void>(theirs->try_take(lease));
                               return 0;
                             }};
    deaths += repairing.wait() == killed ? 1U : 0U;
    own->put = std::min(own->put.load(), own->putting - 1); // the one that the first was putting may not be there
    drain(*queue, *own);
    for (std::uint64_t i = 0; i + 1 < own->put; ++i)
      ASSERT_EQ(own->got[i].load() == 1 || own->finishing == i + 1, true) << first << ", item " << i;
    expect_empty_and_sound(*queue);
  }
  EXPECT_GT(deaths, 0U) << "the place was never passed";
}

INSTANTIATE_TEST_SUITE_P(At, RepairCrash,
                         testing::Values("objects.appender.repaired", "objects.front.repaired", "objects.lease.buried",
                                         "objects.extents.marked", "objects.extents.giving", "objects.store.punched"),
                         name_of);

TEST(QueueDeath, What_a_dead_taker_held_comes_first_again_and_after_three_deaths_no_more) {
  world all;
  const auto queue = item_queue::make(all.table, {});
  put_number(*queue, 7);
  put_number(*queue, 8);
  for (int i = 0; i < 3; ++i) {
    world::citizen dying{all, [&](objects::table& in) {
                           const auto theirs = open_queue(in, queue->ref().id());
                           item_lease lease;
                           if (theirs->try_take(lease) != take_outcome::taken || number_in(lease) != 7)
                             return 1;
                           os::arm_fault("objects.lease.before_done", fault_action::kill);
                           lease.done();
                           return 2;
                         }};
    ASSERT_EQ(dying.wait(), killed);
  }
  EXPECT_EQ(get_number(*queue), 8U);
  EXPECT_EQ(get_number(*queue), std::nullopt);
  const auto dead = queue->dead();
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].contents[0], 7U);
  EXPECT_EQ(dead[0].cause, objects::return_cause::taker_died);
  EXPECT_EQ(dead[0].how, killed);
  EXPECT_NE(dead[0].pid, 0);
}

// The second large item gets the memory of the first, which is done with; its producer dies before it is put.
TEST(QueueDeath, An_item_that_was_not_put_leaves_nothing_though_the_one_before_had_the_same_memory) {
  world all;
  const auto queue = item_queue::make(all.table, {});
  put_number(*queue, 1, 9000);
  EXPECT_EQ(get_number(*queue), 1U);
  world::citizen dying{all, [&](objects::table& in) {
                         const auto theirs = open_queue(in, queue->ref().id());
                         os::arm_fault("objects.item.run_linked", fault_action::kill);
                         put_number(*theirs, 2, 9000);
                         return 0;
                       }};
  ASSERT_EQ(dying.wait(), killed);
  expect_empty_and_sound(*queue);
}

TEST(QueueDeath, Who_takes_over_from_many_dead_does_not_keep_their_cells) {
  world all;
  const auto queue = item_queue::make(all.table, {.max_deliveries = 100});
  constexpr std::uint64_t at_a_time = 60; // a dozen times makes three extents of cells
  for (int round = 0; round < 12; ++round) {
    for (std::uint64_t i = 0; i < at_a_time; ++i)
      put_number(*queue, i);
    world::citizen dying{all, [&](objects::table& in) {
                           const auto theirs = open_queue(in, queue->ref().id());
                           std::vector<item_lease> held(at_a_time);
                           for (item_lease& lease : held)
                             if (theirs->try_take(lease) != take_outcome::taken)
                               return 1;
                           os::arm_fault("objects.lease.before_done", fault_action::kill);
                           held.front().done();
                           return 2;
                         }};
    ASSERT_EQ(dying.wait(), killed);
    for (std::uint64_t i = 0; i < at_a_time; ++i)
      EXPECT_EQ(get_number(*queue), i);
  }
  expect_empty_and_sound(*queue);
}

// Before it is done with the item.
int take_and_die(objects::table& in, const item_queue& queue) {
  const auto theirs = open_queue(in, queue.ref().id());
  item_lease lease;
  if (theirs->try_take(lease) != take_outcome::taken)
    return 1;
  os::arm_fault("objects.lease.before_done", fault_action::kill);
  lease.done();
  return 2;
}

// Its end is known before the queue hears of it: the item is still to come, and nobody may think that all is over.
TEST(QueueDeath, A_finished_queue_is_not_over_while_the_item_of_one_that_has_died_is_on_its_way_back) {
  world all;
  const auto queue = item_queue::make(all.table, {});
  put_number(*queue, 7);
  world::citizen dying{all, [&](objects::table& in) { return take_and_die(in, *queue); }};
  ASSERT_EQ(dying.process().wait(), killed);
  all.region->set_gone(dying.where().slot, killed, false);
  queue->finish();
  item_lease lease;
  EXPECT_EQ(queue->try_take(lease), take_outcome::nothing);
  all.region->sweep();
  all.caretaker.bury(dying.where());
  ASSERT_EQ(queue->try_take(lease), take_outcome::taken);
  EXPECT_EQ(number_in(lease), 7U);
  lease.done();
  EXPECT_EQ(queue->try_take(lease), take_outcome::over);
}

// Two letters are dead, one of them large, and a third item is in the queue: a process dies while it drops them.
class LetterCrash : public testing::TestWithParam<const char*> {
protected:
  void make_letters() {
    put_number(*queue_, 1, 20000);
    put_number(*queue_, 2);
    put_number(*queue_, 3);
    item_lease large, small; // given back: dead
    ASSERT_EQ(queue_->try_take(large), take_outcome::taken);
    ASSERT_EQ(queue_->try_take(small), take_outcome::taken);
  }
  ending drop_and_die(const char* place) {
    world::citizen dying{all_, [&](objects::table& in) {
                           const auto theirs = open_queue(in, queue_->ref().id());
                           os::arm_fault(place, fault_action::kill);
                           theirs->drop_dead();
                           return 0;
                         }};
    return dying.wait();
  }
  void expect_each_counted_once() {
    queue_->drop_dead();
    EXPECT_TRUE(queue_->dead().empty());
    EXPECT_FALSE(queue_->all_done()) << "the third is neither dead nor done";
    EXPECT_EQ(get_number(*queue_), 3U);
    EXPECT_FALSE(queue_->all_done());
    EXPECT_TRUE(queue_->task_done());
    EXPECT_TRUE(queue_->all_done());
    EXPECT_FALSE(queue_->task_done()) << "nobody reports what was dropped";
    expect_empty_and_sound(*queue_);
  }

  world all_;
  std::shared_ptr<item_queue> queue_ =
    item_queue::make(all_.table, {.kind = objects::object_kind::joinable_queue, .max_deliveries = 1});
};

TEST_P(LetterCrash, Each_letter_is_counted_once) {
  make_letters();
  ASSERT_EQ(drop_and_die(GetParam()), killed);
  expect_each_counted_once();
}

TEST_P(LetterCrash, Also_when_who_repairs_that_dies_too) {
  make_letters();
  ASSERT_EQ(drop_and_die(GetParam()), killed);
  const bool is_decided = std::string_view{GetParam()}.starts_with("objects.letter");
  EXPECT_EQ(drop_and_die(is_decided ? "objects.letter.repaired" : "objects.front.repaired"), killed);
  expect_each_counted_once();
}

INSTANTIATE_TEST_SUITE_P(At, LetterCrash,
                         testing::Values("objects.run.noted", "objects.letter.dropped", "objects.letter.uncounted",
                                         "objects.letter.counted", "objects.extents.marked", "objects.extents.giving",
                                         "objects.extents.given"),
                         name_of);

TEST(QueueDeath, A_last_delivery_to_one_that_dies_is_nothing_to_wait_for) {
  world all;
  const auto queue = item_queue::make(all.table, {.kind = objects::object_kind::joinable_queue, .max_deliveries = 1});
  put_number(*queue, 1);
  world::citizen dying{all, [&](objects::table& in) { return take_and_die(in, *queue); }};
  ASSERT_EQ(dying.wait(), killed);
  EXPECT_TRUE(queue->wait_until_done(os::deadline_after(patience))) << "though nobody else has looked at the queue";
}

// Somebody sleeps for an item; who is woken first dies before he takes it.
class SleeperCrash : public testing::TestWithParam<const char*> {};

constexpr std::string_view taking = "objects.guard.taken";

TEST_P(SleeperCrash, Whoever_dies_the_others_get_the_item) {
  world all;
  const auto queue = item_queue::make(all.table, {});
  const objects::object_id id = queue->ref().id();
  const shared_object<std::atomic<std::uint32_t>> ready, got;
  const auto sleeper = [&](const char* place) {
    return world::citizen{all, [&, place](objects::table& in) {
                            const auto theirs = open_queue(in, id);
                            if (place != nullptr) // the guard is taken once for the look before it sleeps
                              os::arm_fault(place, fault_action::kill, place == taking ? 2 : 1);
                            ++*ready;
                            const auto number = get_number(*theirs, os::deadline_after(patience));
                            *got += number ? 1 : 0;
                            return number ? 0 : 1;
                          }};
  };
  world::citizen dying = sleeper(GetParam());
  world::citizen living = sleeper(nullptr);
  ASSERT_TRUE(wait_until([&] { return ready->load() == 2; }));
  world::citizen producer{all, [&](objects::table& in) {
                            const auto theirs = open_queue(in, id);
                            for (std::uint64_t i = 0; i < 2; ++i)
                              put_number(*theirs, i);
                            return 0;
                          }};
  EXPECT_EQ(exit_code(producer.wait()), 0);
  EXPECT_EQ(dying.wait(), killed);
  EXPECT_EQ(exit_code(living.wait()), 0);
  while (get_number(*queue))
    ++*got;
  EXPECT_GE(got->load(), std::string_view{GetParam()} == "objects.lease.done" ? 1U : 2U);
}

INSTANTIATE_TEST_SUITE_P(At, SleeperCrash,
                         testing::Values("objects.guard.taken", "objects.lease.noted", "objects.item.passed",
                                         "objects.lease.before_done", "objects.lease.done"),
                         name_of);

// Producers and consumers killed at random instants, again and again; others go on meanwhile.
void kill_at_random(unsigned rounds, unsigned seed) {
  std::mt19937 random{seed};
  world all;
  const auto queue = item_queue::make(all.table, {.max_deliveries = 100});
  for (unsigned round = 0; round < rounds; ++round) {
    const shared_object<diary> own;
    world::citizen dying{all, [&](objects::table& in) {
                           const auto theirs = open_queue(in, queue->ref().id());
                           return toil(*theirs, *own, seed + round);
                         }};
    const std::uint64_t enough = random() % (most - 500);
    ASSERT_TRUE(wait_until([&] { return own->put.load() >= enough; }));
    dying.process().kill();
    dying.wait();
    drain(*queue, *own);
    expect_all_once(*own);
    if (testing::Test::HasFatalFailure())
      return;
  }
  expect_empty_and_sound(*queue);
}

TEST(QueueKilled, At_random_instants_nothing_is_lost_or_doubled) { kill_at_random(15, 1); }

TEST(SoakQueueKilled, Five_hundred_times) {
  set_test_limit(std::chrono::seconds(800));
  kill_at_random(500, 7);
}

} // namespace
} // namespace troupe::tests

/// A queue of words: order, leases, bounds, memory, several processes.
#include <gtest/gtest.h>

#include <cerrno>
#include <thread>

#include "queue_items.hpp"
#include "support/scoped.hpp"
#include "support/shared_object.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using objects::item_lease;
using objects::put_outcome;
using objects::take_outcome;

struct a_queue {
  explicit a_queue(const objects::queue_order& order = {}, std::uint64_t memory = std::uint64_t{1} << 30)
    : all(memory), queue(item_queue::make(all.table, order)) {}

  item_queue* operator->() const noexcept { return queue.get(); }
  item_queue& operator*() const noexcept { return *queue; }
  objects::object_id id() const { return queue->ref().id(); }

  world all;
  shared_queue queue;
};

// Small, nearly a chunk, in a run of its own, in a long run.
std::size_t words_for(std::uint64_t number) {
  if (number % 97 == 13)
    return 20000;
  if (number % 23 == 7)
    return 1500;
  return number % 11 == 3 ? 700 : 1 + number % 5;
}

TEST(Queue, Items_of_all_sizes_come_out_whole_and_in_order) {
  a_queue q;
  for (std::uint64_t i = 0; i < 3000; ++i)
    ASSERT_EQ(put_number(*q, i, words_for(i)), put_outcome::put);
  EXPECT_EQ(q->size(), 3000U);
  for (std::uint64_t i = 0; i < 3000; ++i)
    ASSERT_EQ(get_number(*q), i);
  EXPECT_EQ(get_number(*q), std::nullopt);
  EXPECT_EQ(q->size(), 0U);
}

TEST(Queue, A_draft_that_has_outlived_it_leaves_the_memory_to_others) {
  a_queue q;
  objects::store& store = q.all.table.items();
  const objects::object_id own = q.id();
  const objects::item_chain chain = q->chain();
  std::optional<objects::item_draft> late{std::in_place, chain, objects::item_kind::plain, 20'000};
  const std::size_t extents = extents_of(*q);
  q.queue.reset();
  EXPECT_EQ(q.all.count(), 0U);
  objects::extent_id first = 0;
  ASSERT_EQ(store.claim(own + 1, q.all.main.slot, static_cast<std::uint32_t>(extents), first), 0);
  late->forget();
  late.reset();
  EXPECT_EQ(store.look(first).owner, own + 1);
  store.give(first, static_cast<std::uint32_t>(extents));
}

TEST(Queue, One_that_is_nearly_empty_goes_round_in_a_few_extents) {
  a_queue q;
  for (std::uint64_t i = 0; i < 100000; ++i) {
    put_number(*q, i);
    ASSERT_EQ(get_number(*q), i);
  }
  EXPECT_LE(extents_of(*q), 3U); // a chunk or two, and the cells
}

TEST(Queue, A_million_small_items_take_less_than_32_bytes_each_and_give_them_back) {
  a_queue q;
  const std::uint64_t before = q.all.region->allocated();
  for (std::uint64_t i = 0; i < 1000000; ++i)
    put_number(*q, i, 2); // what an int is: a pointer and a word
  EXPECT_EQ(q->size(), 1000000U);
  EXPECT_LT(q.all.region->allocated() - before, 32000000U);
  for (std::uint64_t i = 0; i < 1000000; ++i)
    ASSERT_EQ(get_number(*q), i);
  EXPECT_LE(extents_of(*q), 3U);
}

TEST(Queue, Memory_comes_back_when_the_queue_goes) {
  world all;
  const auto cycle = [&](std::uint64_t items) {
    const auto queue = item_queue::make(all.table, {});
    for (std::uint64_t i = 0; i < items; ++i)
      put_number(*queue, i, words_for(i));
    item_lease open;
    EXPECT_EQ(queue->try_take(open), take_outcome::taken);
  };
  cycle(2000);
  const std::uint64_t before = all.region->allocated();
  for (int i = 0; i < 20; ++i)
    cycle(500);
  EXPECT_LE(all.region->allocated(), before);
  EXPECT_EQ(all.count(), 0U);
}

TEST(Queue, A_lease_that_is_dropped_goes_to_the_front_and_keeps_the_order) {
  a_queue q;
  for (std::uint64_t i = 0; i < 5; ++i)
    put_number(*q, i);
  {
    item_lease first, second, third;
    ASSERT_EQ(q->try_take(first), take_outcome::taken);
    ASSERT_EQ(q->try_take(second), take_outcome::taken);
    ASSERT_EQ(q->try_take(third), take_outcome::taken);
    EXPECT_EQ(q->size(), 2U);
    second.done();
    third.give_back();
    first.give_back();
  }
  EXPECT_EQ(q->size(), 4U);
  for (const std::uint64_t expected : {0U, 2U, 3U, 4U})
    EXPECT_EQ(get_number(*q), expected);
}

TEST(Queue, An_item_that_is_given_back_too_often_becomes_a_dead_letter) {
  a_queue q{{.max_deliveries = 2}};
  put_number(*q, 7, 3);
  put_number(*q, 8);
  for (unsigned expected = 1; expected <= 2; ++expected) {
    item_lease lease;
    ASSERT_EQ(q->try_take(lease), take_outcome::taken);
    EXPECT_EQ(number_in(lease), 7U);
    EXPECT_EQ(lease.deliveries(), expected);
  }
  EXPECT_EQ(q->size(), 1U);
  EXPECT_EQ(get_number(*q), 8U);
  const auto dead = q->dead();
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].contents[0], 7U);
  EXPECT_EQ(dead[0].deliveries, 2U);
  EXPECT_EQ(dead[0].cause, objects::return_cause::dropped);
  EXPECT_EQ(q->return_dead(), 1U);
  EXPECT_TRUE(q->dead().empty());
  EXPECT_EQ(get_number(*q), 7U);
}

TEST(Queue, Dead_letters_that_are_dropped_give_their_memory_back) {
  a_queue q{{.max_deliveries = 1}};
  for (std::uint64_t i = 0; i < 10; ++i) {
    put_number(*q, i, 20000);
    item_lease lease;
    ASSERT_EQ(q->try_take(lease), take_outcome::taken);
  }
  EXPECT_EQ(q->dead().size(), 10U);
  q->drop_dead();
  EXPECT_TRUE(q->dead().empty());
  EXPECT_LE(extents_of(*q), 3U);
}

TEST(Queue, A_bounded_one_is_full_and_takes_more_when_something_was_taken) {
  a_queue q{{.limit = 2}};
  EXPECT_EQ(put_number(*q, 0), put_outcome::put);
  EXPECT_EQ(put_number(*q, 1), put_outcome::put);
  EXPECT_EQ(put_number(*q, 2, 1, os::time_point::min()), put_outcome::full);
  const auto start = os::clock::now();
  EXPECT_EQ(put_number(*q, 2, 1, start + 30ms), put_outcome::full);
  EXPECT_GE(os::clock::now() - start, 30ms);
  EXPECT_EQ(get_number(*q), 0U);
  EXPECT_EQ(put_number(*q, 2, 20000), put_outcome::put);
  EXPECT_EQ(get_number(*q), 1U);
  EXPECT_EQ(get_number(*q), 2U);
}

TEST(Queue, A_finished_one_delivers_what_is_inside_and_is_over) {
  a_queue q;
  put_number(*q, 0);
  put_number(*q, 1);
  q->finish();
  EXPECT_EQ(put_number(*q, 2), put_outcome::finished);
  EXPECT_EQ(get_number(*q), 0U);
  item_lease lease;
  ASSERT_EQ(q->try_take(lease), take_outcome::taken);
  item_lease none;
  EXPECT_EQ(q->try_take(none), take_outcome::over) << "who holds the last lease himself waits for nobody";
  lease.give_back();
  EXPECT_EQ(get_number(*q), 1U);
  EXPECT_EQ(q->take(none, os::never), take_outcome::over);
}

TEST(Queue, Whose_last_lease_is_anothers_waits_for_it_and_gets_the_item_when_that_one_dies) {
  a_queue q;
  put_number(*q, 5);
  q->finish();
  const shared_object<std::atomic<std::uint32_t>> word;
  const step at{*word};
  world::citizen other{q.all, [&](objects::table& in) {
                         const auto theirs = open_queue(in, q.id());
                         item_lease lease;
                         if (theirs->try_take(lease) != take_outcome::taken)
                           return 1;
                         at.reach(1);
                         static_cast<void>(at.await(2));
                         return 0;
                       }};
  ASSERT_TRUE(at.await(1));
  item_lease lease;
  EXPECT_EQ(q->take(lease, os::deadline_after(20ms)), take_outcome::nothing);
  std::thread killer{[&] {
    other.process().kill();
    other.wait();
  }};
  EXPECT_EQ(q->take(lease, os::deadline_after(patience)), take_outcome::taken);
  killer.join();
  EXPECT_EQ(number_in(lease), 5U);
  EXPECT_EQ(lease.deliveries(), 2U);
}

TEST(Queue, A_memory_limit_is_an_error_and_nothing_is_lost) {
  a_queue q{{}, 8U << 20};
  std::uint64_t put = 0;
  EXPECT_THROW(for (;; ++put) put_number(*q, put, 100), no_resource);
  EXPECT_GT(put, 5000U);
  EXPECT_EQ(q->size(), put);
  EXPECT_THROW(put_number(*q, put, 100000), no_resource);
  for (std::uint64_t i = 0; i < put; ++i)
    ASSERT_EQ(get_number(*q), i);
  EXPECT_EQ(put_number(*q, 0, 1000), put_outcome::put);
}

TEST(Queue, Tasks_are_done_as_often_as_items_were_put_and_no_more) {
  a_queue q{{.kind = objects::object_kind::joinable_queue}};
  EXPECT_TRUE(q->wait_until_done(os::time_point::min()));
  put_number(*q, 0);
  put_number(*q, 1);
  EXPECT_FALSE(q->wait_until_done(os::deadline_after(5ms)));
  EXPECT_TRUE(q->task_done());
  EXPECT_FALSE(q->wait_until_done(os::time_point::min()));
  EXPECT_TRUE(q->task_done());
  EXPECT_TRUE(q->wait_until_done(os::never));
  EXPECT_FALSE(q->task_done());
}

TEST(Queue, Threads_of_one_process_take_each_item_once) {
  a_queue q;
  constexpr std::uint64_t each = 20000;
  std::atomic<std::uint64_t> sum{0}, count{0};
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < each; ++i)
        put_number(*q, t * each + i, std::min<std::size_t>(words_for(i), 1000));
    });
    threads.emplace_back([&] {
      while (const auto number = get_number(*q, os::never)) {
        sum += *number;
        ++count;
      }
    });
  }
  for (std::size_t t = 0; t < threads.size(); t += 2)
    threads[t].join();
  q->finish();
  for (std::size_t t = 1; t < threads.size(); t += 2)
    threads[t].join();
  EXPECT_EQ(count.load(), 3 * each);
  EXPECT_EQ(sum.load(), 3 * each * (3 * each - 1) / 2);
}

// Each producer's items reach each consumer in their order, and each exactly one consumer.
TEST(Queue, Processes_put_and_take_at_once) {
  a_queue q{{.limit = 500}};
  constexpr std::uint64_t each = 5000, producers = 3, consumers = 3;
  struct tally {
    std::atomic<std::uint8_t> got[each * producers];
  };
  const shared_object<tally> seen;
  std::vector<world::citizen> makers, takers;
  for (std::uint64_t p = 0; p < producers; ++p)
    makers.emplace_back(q.all, [&, p](objects::table& in) {
      const auto queue = open_queue(in, q.id());
      for (std::uint64_t i = 0; i < each; ++i)
        put_number(*queue, p * each + i, words_for(i));
      return 0;
    });
  for (std::uint64_t c = 0; c < consumers; ++c)
    takers.emplace_back(q.all, [&](objects::table& in) {
      const auto queue = open_queue(in, q.id());
      std::uint64_t last[producers] = {};
      while (const auto number = get_number(*queue, os::deadline_after(patience))) {
        ++seen->got[*number];
        std::uint64_t& before = last[*number / each];
        EXPECT_GE(*number, before) << "out of order";
        before = *number;
      }
      return 0;
    });
  for (auto& maker : makers)
    EXPECT_EQ(exit_code(maker.wait()), 0);
  q->finish();
  for (auto& taker : takers)
    EXPECT_EQ(exit_code(taker.wait()), 0);
  for (std::uint64_t i = 0; i < each * producers; ++i)
    ASSERT_EQ(seen->got[i].load(), 1) << "item " << i;
}

TEST(Queue, Memory_that_was_written_over_is_an_error) {
  a_queue q;
  put_number(*q, 0);
  const auto body = reinterpret_cast<objects::queue_body*>(q->ref()->body);
  q->chain().head_at(objects::item_chain::first_place(body->producers.first_chunk)).words = 1U << 30;
  item_lease lease;
  EXPECT_THROW(static_cast<void>(q->try_take(lease)), decode_error);
}

} // namespace
} // namespace troupe::tests

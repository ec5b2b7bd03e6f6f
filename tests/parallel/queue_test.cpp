/// Queues of C++ values: what travels, references in items, leases, errors.
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include <troupe/queue.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

struct task {
  int number = 0;
  std::string name;
  std::vector<double> values;
  int run() const { return number * 2; }
  friend bool operator==(const task&, const task&) = default;
};

task a_task(int number) { return {number, "task " + std::to_string(number), {1.0, 0.5 * number}}; }

TEST(TypedQueue, Gives_back_what_was_put) {
  const a_system sys;
  const queue<task> q;
  q.put(a_task(1));
  q.put(a_task(2));
  EXPECT_EQ(q.size(), 2U);
  EXPECT_EQ(q.get(), a_task(1));
  EXPECT_EQ(q.try_get(), a_task(2));
  EXPECT_EQ(q.try_get(), std::nullopt);
  EXPECT_EQ(q.get_for(1ms), std::nullopt);
  EXPECT_TRUE(q.empty());
}

TEST(TypedQueue, Takes_literals_and_all_that_travels) {
  const a_system sys;
  const queue<std::string> words;
  words.put("hello");
  EXPECT_EQ(words.get(), "hello");
  const queue<std::map<std::string, std::vector<int>>> maps;
  maps.put({{"a", {1, 2}}, {"b", {}}});
  EXPECT_EQ(maps.get().at("a").at(1), 2);
}

TEST(TypedQueue, Is_bounded_if_it_has_a_limit_above_zero) {
  const a_system sys;
  const queue<int> two{2};
  two.put(1);
  EXPECT_FALSE(two.full());
  EXPECT_TRUE(two.try_put(2));
  EXPECT_TRUE(two.full());
  EXPECT_FALSE(two.try_put(3));
  EXPECT_FALSE(two.put_for(3, 5ms));
  EXPECT_FALSE(two.put_for(3, -5ms));
  const queue<int> none{-1};
  for (int i = 0; i < 1000; ++i)
    EXPECT_TRUE(none.try_put(i));
  EXPECT_FALSE(none.full());
}

TEST(TypedQueue, Has_a_text_form) {
  const a_system sys;
  const queue<int> q{10};
  q.put(1);
  EXPECT_EQ(text(q), "queue(1 of 10 items)");
  const joinable_queue<int> j;
  j.finish();
  EXPECT_EQ(text(j), "joinable_queue(0 items, finished)");
}

TEST(TypedQueue, A_closed_one_takes_no_more_from_this_process) {
  const a_system sys;
  const queue<int> q;
  q.put(1);
  q.close();
  q.close();
  EXPECT_THROW(q.put(2), closed);
  EXPECT_THROW(static_cast<void>(q.try_put(2)), closed);
  EXPECT_EQ(q.get(), 1);
}

TEST(TypedQueue, A_finished_one_ends_loops_and_gets) {
  const a_system sys;
  const queue<int> q;
  for (int i = 0; i < 5; ++i)
    q.put(i);
  q.finish();
  EXPECT_THROW(q.put(9), closed);
  int sum = 0;
  for (int& each : q)
    sum += each;
  EXPECT_EQ(sum, 10);
  EXPECT_THROW(static_cast<void>(q.get()), end_of_stream);
  EXPECT_THROW(static_cast<void>(q.take()), end_of_stream);
  EXPECT_EQ(q.try_get(), std::nullopt);
  EXPECT_EQ(q.get_for(10s), std::nullopt) << "and at once";
}

TEST(TypedQueue, Leases_are_values_and_come_back_when_dropped) {
  const a_system sys;
  const queue<task> q{{.max_deliveries = 2}};
  q.put(a_task(7));
  {
    auto job = q.take();
    EXPECT_EQ(job->run(), 14);
    EXPECT_EQ(job.deliveries(), 1U);
  }
  {
    auto job = q.try_take();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->deliveries(), 2U);
    auto moved = std::move(*job);
    moved.give_back();
  }
  EXPECT_FALSE(q.take_for(1ms));
  const auto dead = q.dead_letters();
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].item, a_task(7));
  EXPECT_EQ(dead[0].cause, "given back 2 times");
  EXPECT_EQ(q.retry_dead_letters(), 1U);
  auto job = q.take();
  job.done();
  EXPECT_TRUE(q.empty());
  q.drop_dead_letters();
}

TEST(TypedQueue, Options_that_make_no_sense_are_refused) {
  const a_system sys;
  EXPECT_THROW(queue<int>{{.max_deliveries = 0}}, invalid_argument);
  EXPECT_THROW(queue<int>{{.max_deliveries = 256}}, invalid_argument);
}

TEST(TypedQueue, Needs_a_system_and_may_outlive_it_unused) {
  EXPECT_THROW(queue<int>{}, contract_error);
  std::optional<queue<int>> q;
  std::optional<lease<int>> job;
  {
    const a_system sys;
    q.emplace();
    q->put(1);
    job = q->take();
  }
  EXPECT_THROW(q->put(2), contract_error);
  EXPECT_THROW(static_cast<void>(q->size()), contract_error);
  job.reset();
  q.reset();
}

TEST(TypedQueue, Memory_that_is_used_up_throws_and_loses_nothing) {
  const a_system sys{{.memory = MiB(24)}};
  const queue<std::vector<int>> q;
  const std::vector<int> item(1000, 7);
  int put = 0;
  EXPECT_THROW(for (;; ++put) q.put(item), no_resource);
  EXPECT_GT(put, 1000);
  for (int i = 0; i < put; ++i)
    ASSERT_EQ(q.get().size(), 1000U);
  q.put(item);
}

// -- references in items ----------------------------------------------------------------------------

TEST(TypedQueue, Carries_other_queues_and_keeps_them_alive_meanwhile) {
  const a_system sys;
  const queue<queue<int>> outer;
  {
    const queue<int> inner;
    inner.put(42);
    outer.put(inner);
  }
  const queue<int> back = outer.get();
  EXPECT_EQ(back.get(), 42);
}

TEST(TypedQueue, What_lies_in_it_goes_with_it) {
  const a_system sys;
  queue<int> inner;
  {
    const queue<std::vector<queue<int>>> outer;
    outer.put({inner, inner, queue<int>{}});
    auto job = outer.take();
    EXPECT_EQ(job->size(), 3U);
    EXPECT_EQ(job->at(0), inner);
  }
  inner.put(1);
  EXPECT_EQ(inner.get(), 1);
}

TEST(TypedQueue, An_item_may_hold_hundreds_of_handles) {
  const a_system sys;
  const queue<std::vector<queue<int>>> outer;
  std::vector<queue<int>> many;
  for (int i = 0; i < 300; ++i) {
    many.emplace_back();
    many.back().put(i);
  }
  outer.put(many);
  many.clear();
  many = outer.get();
  for (int i = 0; i < 300; ++i)
    EXPECT_EQ(many[static_cast<std::size_t>(i)].get(), i);
}

// -- between processes ------------------------------------------------------------------------------

troupe::behavior doubler(troupe::event_based_actor*, const queue<task>& in, const queue<int>& out) {
  return {[=](int count) {
    for (int i = 0; i < count; ++i)
      out.put(in.get().run());
    return count;
  }};
}

TEST(TypedQueue, Is_the_same_queue_in_another_process) {
  const a_system sys;
  const queue<task> in;
  const queue<int> out;
  const caf::actor worker = spawn(fn<doubler>, in, out);
  troupe::self self;
  self->send(worker, 100);
  for (int i = 0; i < 100; ++i)
    in.put(a_task(i));
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(out.get(), 2 * i);
}

troupe::behavior taker(troupe::event_based_actor*, const queue<task>& from) {
  return {[=](int) {
    auto job = from.take();
    hang();
  }};
}

TEST(TypedQueue, A_lease_of_a_killed_process_goes_to_another_and_its_death_is_the_cause) {
  const a_system sys;
  const queue<task> q{{.max_deliveries = 2}};
  q.put(a_task(1));
  for (int i = 0; i < 2; ++i) {
    const caf::actor worker = spawn({.name = "taker"}, fn<taker>, q);
    troupe::self self;
    self->send(worker, 1);
    EXPECT_TRUE(wait_until([&] { return q.empty(); }));
    kill_process_of(worker);
    EXPECT_TRUE(wait_until([&] { return !q.empty() || !q.dead_letters().empty(); }));
  }
  const auto dead = q.dead_letters();
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].item, a_task(1));
  EXPECT_NE(dead[0].cause.find("killed by signal 9 (SIGKILL)"), std::string::npos) << dead[0].cause;
}

TEST(TypedQueue, A_handler_that_waits_gets_what_another_process_puts) {
  const a_system sys;
  const queue<task> in;
  const queue<int> out;
  const caf::actor worker = spawn(fn<doubler>, in, out);
  troupe::self self;
  self->send(worker, 1);
  std::this_thread::yield();
  in.put(a_task(21));
  EXPECT_EQ(out.get(), 42);
}

TEST(TypedQueue, A_joinable_one_is_joined_when_all_tasks_are_done) {
  const a_system sys;
  const joinable_queue<int> q;
  q.put(1);
  q.put(2);
  EXPECT_FALSE(q.join_for(1ms));
  std::thread worker{[&] {
    for (int i = 0; i < 2; ++i) {
      static_cast<void>(q.get());
      q.task_done();
    }
  }};
  q.join();
  worker.join();
  EXPECT_THROW(q.task_done(), invalid_state);
}

TEST(TypedQueue, A_handle_that_was_moved_from_is_the_same_queue_still) {
  const a_system sys;
  queue<int> q;
  const queue<int> r = std::move(q);
  q.put(1); // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(r.get(), 1);
  joinable_queue<int> j;
  joinable_queue<int> k;
  k = std::move(j);
  EXPECT_EQ(j.size(), 0U); // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(j, k);
}

TEST(TypedQueue, A_lease_that_outlives_its_system_says_nothing_and_does_nothing) {
  std::optional<lease<int>> plain;
  std::optional<lease<queue<int>>> referring;
  {
    const a_system sys;
    const queue<int> q;
    const queue<queue<int>> outer;
    q.put(1);
    outer.put(q);
    plain.emplace(q.take());
    referring.emplace(outer.take());
    EXPECT_EQ(plain->deliveries(), 1U);
  }
  EXPECT_EQ(plain->deliveries(), 0U);
  plain->done();
  referring->done();
}

} // namespace
} // namespace troupe::tests

// Handles among the arguments of tasks and of initializers: who keeps them until they are read, and read again.
#include <csignal>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/listener.hpp"
#include "support/objects_left.hpp"
#include "support/pool_by_messages.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

void expect_nothing_left() {
  const auto is_all_gone = [] { return living_objects() == 0 && references_in_transit() == 0; };
  EXPECT_TRUE(wait_until(is_all_gone)) << living_objects() << " objects, " << references_in_transit()
                                       << " on their way";
}

struct PoolArguments : testing::Test {
  a_system sys;
};

queue<int> with(int number) {
  queue<int> made;
  made.put(number);
  return made;
}

// -- of the initializer -------------------------------------------------------------------------------

// In a worker, until it ends.
const queue<int>* kept = nullptr;
const caf::actor* kept_listener = nullptr;
void keep(const queue<int>& numbers, const caf::actor& who) {
  kept = new queue<int>{numbers};
  kept_listener = new caf::actor{who};
}
/// Takes the number and puts the next one.
int count_on(int) {
  const int number = kept->get();
  kept->put(number + 1);
  return number;
}
int count_on_and_die(int) {
  count_on(0);
  ::kill(::getpid(), SIGKILL);
  return 0;
}
void say_seven(int) { say(*kept_listener, 7); }

TEST_F(PoolArguments, Of_an_initializer_are_kept_for_every_worker_whoever_has_let_go_of_them) {
  listener test;
  {
    pool workers{{.processes = 1, .initializer = {fn<keep>, with(1), static_cast<caf::actor>(test)}}};
    EXPECT_EQ(workers.apply(fn<count_on>, 0), 1);
    EXPECT_THROW(workers.apply(fn<count_on_and_die>, 0), worker_lost);
    EXPECT_EQ(workers.apply(fn<count_on>, 0), 3) << "by another worker, of the same queue";
    workers.apply(fn<say_seven>, 0);
    EXPECT_EQ(test.hear<int>(), 7);
  }
  expect_nothing_left();
}

TEST_F(PoolArguments, Of_an_initializer_are_those_of_every_pool_that_is_made_with_it) {
  {
    const pool_options both{.processes = 1, .initializer = {fn<keep>, with(1), caf::actor{}}};
    EXPECT_EQ(pool{both}.apply(fn<count_on>, 0), 1);
    EXPECT_EQ(pool{both}.apply(fn<count_on>, 0), 2);
  }
  expect_nothing_left();
}

troupe::behavior hears(troupe::event_based_actor*, const caf::actor& test) {
  return {[=](int number) { say(test, number + 1); }};
}

TEST_F(PoolArguments, Of_an_initializer_keep_an_actor_that_nobody_else_has) {
  listener test;
  pool workers{
    {.processes = 1, .initializer = {fn<keep>, with(1), spawn({}, fn<hears>, static_cast<caf::actor>(test))}}};
  workers.apply(fn<say_seven>, 0);
  EXPECT_EQ(test.hear<int>(), 8);
}

// -- of tasks -----------------------------------------------------------------------------------------

int take(const queue<int>& from) { return from.get(); }
/// Dies when it is run for the first time.
int take_at_second_try(const queue<int>& from, const value<int>& tries) {
  if (tries.fetch_add(1) == 0)
    ::kill(::getpid(), SIGKILL);
  return from.get();
}
int hold_up(const caf::actor& test) {
  wait_for_go(test);
  return 0;
}

TEST_F(PoolArguments, Of_a_task_are_kept_until_a_worker_gets_round_to_it) {
  listener test;
  {
    pool workers{1};
    const auto first = workers.async(fn<hold_up>, static_cast<caf::actor>(test));
    const caf::actor running = test.hear<caf::actor>();
    const auto later = workers.async(fn<take>, with(7)); // whose queue is gone here
    pending<int> asked{workers.address(), run_task(fn<take>, with(8))};
    let_go(running);
    EXPECT_EQ(first.get(), 0);
    EXPECT_EQ(later.get(), 7);
    EXPECT_EQ(asked.get(), 8);
    EXPECT_TRUE(wait_until([] { return references_in_transit() == 0; })) << "it is over, so nothing is kept for it";
  }
  expect_nothing_left();
}

TEST_F(PoolArguments, Of_a_task_are_kept_for_its_next_try) {
  pool workers{1};
  EXPECT_EQ(workers.async({.retries = 1}, fn<take_at_second_try>, with(7), value<int>{}).get(), 7);
  pending<int> asked{workers.address(), run_task({.retries = 1}, fn<take_at_second_try>, with(8), value<int>{})};
  EXPECT_EQ(asked.get(), 8);
}

TEST_F(PoolArguments, Of_a_task_that_is_cancelled_are_let_go_of) {
  listener test;
  {
    pool workers{1};
    const auto first = workers.async(fn<hold_up>, static_cast<caf::actor>(test));
    const caf::actor running = test.hear<caf::actor>();
    const auto later = workers.async(fn<take>, with(7));
    EXPECT_TRUE(wait_until([&] { return workers.progress().waiting == 1; }));
    later.cancel();
    EXPECT_TRUE(wait_until([] { return living_objects() == 0; }));
    let_go(running);
    EXPECT_EQ(first.get(), 0);
  }
  expect_nothing_left();
}

TEST_F(PoolArguments, Of_a_task_that_is_refused_are_let_go_of) {
  pool workers{1};
  EXPECT_EQ(workers.apply(fn<take>, with(7)), 7);
  tell_from_an_actor(workers.address(), pool_close{});
  EXPECT_THROW(workers.apply(fn<take>, with(7)), closed);
  pending<int> asked{workers.address(), run_task(fn<take>, with(7))};
  EXPECT_THROW(static_cast<void>(asked.get()), closed);
  expect_nothing_left();
}

} // namespace
} // namespace troupe::tests

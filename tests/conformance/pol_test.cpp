/// Pools.
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <mutex>
#include <ranges>
#include <set>
#include <sstream>
#include <unistd.h>

#include <troupe/pool.hpp>

#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/pool_by_messages.hpp"
#include "support/pool_tasks.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
namespace os = rooms::os;

struct Pool : testing::Test {
  a_system sys;
};

/// What holds for the operation as a call and as a message.
template <class Door>
struct PoolOfEitherDoor : testing::Test {
  a_system sys;
};
struct door_names {
  template <class Door>
  static std::string GetName(int) {
    return std::is_same_v<Door, pool> ? "direct" : "messages";
  }
};
using doors = testing::Types<pool, pool_by_messages>;
TYPED_TEST_SUITE(PoolOfEitherDoor, doors, door_names);

std::size_t workers_of(const pool& which) { return which.progress().workers.size(); }

std::string name_of_this(int) { return current_process().name(); }
bool is_daemon(int) { return current_process().daemon(); }

TEST_F(Pool, POL_01_StartsAsManyWorkersAsAskedForAndTheyAreDaemons) {
  pool three{3};
  EXPECT_TRUE(wait_until([&] { return workers_of(three) == 3; }));
  EXPECT_TRUE(three.apply(fn<is_daemon>, 0));
  EXPECT_EQ(pool{}.size(), cpu_count());
}

TEST_F(Pool, POL_02_WorkersAreCalledPoolWorkerAndANumber) {
  pool workers{2};
  EXPECT_THAT(workers.map({.chunk = 1}, fn<name_of_this>, std::views::iota(0, 10)),
              Each(MatchesRegex("PoolWorker-[0-9]+")));
}

TEST_F(Pool, POL_03_NoWorkersAreRefusedAndNothingIsStarted) {
  for (const int count : {0, -1}) {
    EXPECT_THROW(pool{count}, invalid_argument);
    EXPECT_THROW((pool{{.processes = count}}), invalid_argument);
  }
  EXPECT_THAT(os::children_of(os::own_pid()), Each(testing::Ne(0))); // the leak check looks at the rest
}

TYPED_TEST(PoolOfEitherDoor, POL_04_ApplyRunsOneTaskInAWorkerAndGivesItsResult) {
  TypeParam workers{2};
  EXPECT_EQ(workers.apply(fn<power>, 2, 10), 1024);
  EXPECT_NE(workers.apply(fn<own_pid>, 0), os::own_pid());
}

TYPED_TEST(PoolOfEitherDoor, POL_05_MapGivesTheResultsInInputOrder) {
  TypeParam workers{4};
  std::vector<int> serial;
  for (const int x : std::views::iota(0, 1000))
    serial.push_back(square(x));
  EXPECT_EQ(workers.map(fn<square>, std::views::iota(0, 1000)), serial);
}

// With chunks of 20 a worker that is replaced after one of them has run 20 tasks.
TYPED_TEST(PoolOfEitherDoor, POL_06_AChunkIsSoManyItemsInOneMessage) {
  const std::size_t by_itself = std::is_same_v<TypeParam, pool> ? 8 : 50; // a message does not know of the workers
  for (const auto& [chunk, expected] : {std::pair<std::size_t, std::size_t>{20, 5}, {50, 2}, {0, by_itself}}) {
    TypeParam workers{{.processes = 2, .max_tasks_per_child = 1}};
    std::map<int, std::size_t> tasks;
    for (const int pid : workers.map({.chunk = chunk}, fn<own_pid>, std::views::iota(0, 100)))
      ++tasks[pid];
    // What is behind a slow one may be taken back and given to others: then there are a few more.
    EXPECT_GE(tasks.size(), expected) << chunk;
    EXPECT_LE(tasks.size(), 2 * expected) << chunk;
  }
}

TYPED_TEST(PoolOfEitherDoor, POL_07_StarmapUnpacksEachTupleAsArguments) {
  TypeParam workers{2};
  EXPECT_THAT(workers.starmap(fn<power>, std::vector<std::tuple<int, int>>{{2, 3}, {3, 2}, {10, 0}}),
              ElementsAre(8, 9, 1));
}

TEST_F(Pool, POL_08_AsyncCallsGiveAFutureAtOnce) {
  listener test;
  pool workers{1};
  const auto waiting = workers.async(fn<say_pid_and_wait>, static_cast<caf::actor>(test));
  const auto all = workers.async_map(fn<square>, std::vector{1, 2});
  const auto pairs = workers.async_starmap(fn<power>, std::vector<std::pair<int, int>>{{2, 3}});
  EXPECT_FALSE(waiting.ready());
  EXPECT_FALSE(all.ready());
  test.hear<int>();
  let_go(test.hear<caf::actor>());
  EXPECT_EQ(waiting.get(), 1);
  EXPECT_THAT(all.get(), ElementsAre(1, 4));
  EXPECT_THAT(pairs.get(), ElementsAre(8));
}

TYPED_TEST(PoolOfEitherDoor, POL_09_MoreTasksThanWorkersWaitTheirTurn) {
  listener test;
  TypeParam workers{3};
  auto all = workers.async_map({.chunk = 1}, fn<say_pid_and_wait>, std::vector(4, static_cast<caf::actor>(test)));
  std::vector<caf::actor> running;
  for (int i = 0; i < 3; ++i) {
    test.hear<int>();
    running.push_back(test.hear<caf::actor>());
  }
  EXPECT_EQ(workers.progress().waiting, 1U);
  EXPECT_FALSE(test.has_heard<int>());
  let_go(running.front());
  test.hear<int>();
  running.push_back(test.hear<caf::actor>());
  for (std::size_t i = 1; i < running.size(); ++i)
    let_go(running[i]);
  EXPECT_EQ(all.get().size(), 4U);
}

TYPED_TEST(PoolOfEitherDoor, POL_10_CloseRefusesNewTasksAndJoinWaitsForTheWorkers) {
  TypeParam workers{2};
  const std::vector<int> pids = workers.map({.chunk = 1}, fn<own_pid>, std::views::iota(0, 50));
  auto all = workers.async_map({.chunk = 1}, fn<square>, std::views::iota(0, 300));
  workers.close();
  EXPECT_THROW(workers.apply(fn<square>, 1), closed);
  workers.join();
  EXPECT_EQ(all.get().size(), 300U);
  for (const int pid : pids)
    EXPECT_EQ(os::process_state(pid), 0);
}

TYPED_TEST(PoolOfEitherDoor, POL_11_TerminateStopsTheWorkersAndDropsTheRest) {
  listener test;
  TypeParam workers{1};
  auto all = workers.async_map({.chunk = 1}, fn<say_pid_and_wait>, std::vector(5, static_cast<caf::actor>(test)));
  const int pid = test.hear<int>();
  workers.terminate();
  EXPECT_THROW(static_cast<void>(all.get()), pool_terminated);
  workers.join();
  EXPECT_EQ(os::process_state(pid), 0);
}

TEST_F(Pool, POL_12_LeavingTheScopeTerminatesIt) {
  listener test;
  int pid = 0;
  std::optional<future<int>> left;
  {
    pool workers{1};
    left = workers.async(fn<say_pid_and_wait>, static_cast<caf::actor>(test));
    pid = test.hear<int>();
  }
  EXPECT_EQ(os::process_state(pid), 0);
  EXPECT_THROW(static_cast<void>(left->get()), pool_terminated);
}

TYPED_TEST(PoolOfEitherDoor, POL_13_AnExceptionOfATaskArrivesAsItsClassWithTheWorkersReport) {
  TypeParam workers{2};
  try {
    workers.apply(fn<throw_out_of_range>, 3);
    FAIL() << "nothing was thrown";
  } catch (const std::out_of_range& why) {
    EXPECT_STREQ(why.what(), "3 is too many");
    const auto* const from = dynamic_cast<const remote_info*>(&why);
    ASSERT_NE(from, nullptr);
    EXPECT_THAT(from->worker(), HasSubstr("PoolWorker-"));
    EXPECT_THAT(from->task(), HasSubstr("throw_out_of_range"));
  }
}

TYPED_TEST(PoolOfEitherDoor, POL_14_AnArgumentThatCannotBeWrittenMakesTheCallThrow) {
  TypeParam workers{1};
  EXPECT_THROW(workers.apply(fn<take_refusing>, refusing{1}), std::domain_error);
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TYPED_TEST(PoolOfEitherDoor, POL_15_AResultThatCannotBeWrittenIsTheErrorOfItsTaskAlone) {
  TypeParam workers{1};
  const auto all = workers.try_map({.chunk = 4}, fn<make_refusing>, std::vector{0, 1, 0});
  EXPECT_TRUE(all[0].has_value());
  ASSERT_FALSE(all[1].has_value());
  EXPECT_THAT(all[1].error().text, HasSubstr("cannot be written"));
  EXPECT_TRUE(all[2].has_value());
}

TEST_F(Pool, POL_16_AContinuationRunsOnceWithTheResultOrTheError) {
  pool workers{2};
  std::atomic<int> values{0}, errors{0}, sum{0};
  const int here = os::own_pid();
  const auto on_value = [&](const std::vector<int>& all) {
    EXPECT_EQ(os::own_pid(), here);
    sum += static_cast<int>(all.size());
    ++values;
  };
  workers.async_map(fn<square>, std::views::iota(0, 100)).then(on_value, [&](const error&) { ++errors; });
  workers.async_map(fn<throw_out_of_range>, std::views::iota(0, 100)).then(on_value, [&](const error&) { ++errors; });
  EXPECT_TRUE(wait_until([&] { return values + errors == 2; }));
  workers.close();
  workers.join();
  EXPECT_EQ(values, 1);
  EXPECT_EQ(errors, 1);
  EXPECT_EQ(sum, 100);
}

TYPED_TEST(PoolOfEitherDoor, POL_17_TheInitializerRunsOnceInEachWorkerBeforeItsFirstTask) {
  TypeParam workers{{.processes = 3, .initializer = {fn<note_greeting>, "hi"}}};
  EXPECT_THAT(workers.map({.chunk = 1}, fn<say_greetings>, std::views::iota(0, 100)), Each("hi"));
}

TYPED_TEST(PoolOfEitherDoor, POL_18_AWorkerIsReplacedAfterSoManyTasks) {
  TypeParam workers{{.processes = 2, .max_tasks_per_child = 3}};
  std::map<int, int> tasks;
  for (const int pid : workers.map({.chunk = 1}, fn<own_pid>, std::views::iota(0, 60)))
    ++tasks[pid];
  EXPECT_GE(tasks.size(), 20U);
  for (const auto& [pid, count] : tasks)
    EXPECT_LE(count, 3);
}

TEST_F(Pool, POL_19_MaxTasksPerChildOfLessThanOneIsRefused) {
  for (const int count : {0, -1})
    EXPECT_THROW((pool{{.max_tasks_per_child = count}}), invalid_argument);
}

std::mutex lines_lock;
std::vector<std::string> lines;
std::string all_lines() {
  const std::scoped_lock hold{lines_lock};
  std::string all;
  for (const std::string& one : lines)
    all += one + '\n';
  return all;
}

TEST_F(Pool, POL_20_APoolThatIsLeftWhileItWorksLogsAWarning) {
  add_log_sink([&](const log_line& line) {
    const std::scoped_lock hold{lines_lock};
    lines.emplace_back(line.text);
  });
  {
    pool workers{1};
    static_cast<void>(workers.async(fn<wait_for_the_end>, 1));
  }
  EXPECT_THAT(all_lines(), HasSubstr("a pool was left with 1 call that"));
}

TEST_F(Pool, POL_21_TheTextFormShowsStateAndSize) {
  std::ostringstream text;
  pool workers{2};
  text << workers << ' ';
  workers.close();
  text << workers << ' ';
  workers.join();
  text << workers;
  EXPECT_EQ(text.str(), "pool(running, 2 workers) pool(closed, 2 workers) pool(joined, 2 workers)");
}

void use_a_pool(const caf::actor& test) {
  pool own{4};
  int sum = 0;
  for (const int y : own.map({.chunk = 1}, fn<square>, std::views::iota(0, 7)))
    sum += y;
  say(test, sum);
}

TEST_F(Pool, POL_22_AProcessMayMakeAPoolOfItsOwn) {
  listener test;
  const process child{fn<use_a_pool>, static_cast<caf::actor>(test)};
  child.start();
  EXPECT_EQ(test.hear<int>(), 91);
  child.join();
  EXPECT_EQ(child.exitcode(), 0);
}

TYPED_TEST(PoolOfEitherDoor, POL_23_MapThrowsTheFirstFailureAndTheRestIsDropped) {
  TypeParam workers{1};
  try {
    workers.map({.chunk = 1}, fn<throw_out_of_range>, std::views::iota(5, 100));
    FAIL() << "nothing was thrown";
  } catch (const std::out_of_range& why) {
    EXPECT_STREQ(why.what(), "5 is too many");
  }
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

} // namespace
} // namespace troupe::tests

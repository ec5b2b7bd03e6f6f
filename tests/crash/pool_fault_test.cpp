// A worker of a pool is killed at every named step: the task that it has named is lost, if any, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ranges>
#include <unistd.h>

#include <troupe/array.hpp>
#include <troupe/event.hpp>
#include <troupe/pool.hpp>

#include "os/fault_point.hpp"
#include "os/process_facts.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

constexpr int tasks = 400;
constexpr std::size_t chunk = 50;
constexpr int the_armed = 150; ///< the first of its chunk

struct job {
  array<int> victim; ///< the process that is to die
  event goes_on;     ///< what the armed one waits for
  std::string point;
  int number = 0;
};

int arm_once(const job& what) {
  if (what.number != the_armed)
    return what.number;
  if (what.victim[0] == 0) {
    what.victim[0] = ::getpid();
    rooms::os::arm_fault(what.point.c_str(), rooms::os::fault_action::kill);
  }
  what.goes_on.wait();
  return what.number;
}

struct jobs {
  array<int> victim{1};
  event goes_on{};
  std::string point;
  [[nodiscard]] auto all() const {
    return std::views::iota(0, tasks) |
           std::views::transform([this](int number) { return job{victim, goes_on, point, number}; });
  }
  [[nodiscard]] bool victim_is_dead() const {
    const int pid = victim[0];
    return pid != 0 && wait_until([pid] { return rooms::os::process_state(pid) == 0; });
  }
};

struct step {
  const char* point;
  std::vector<int> lost;
};
void PrintTo(const step& which, std::ostream* out) { *out << which.point; }

class PoolWorker : public testing::TestWithParam<step> {};

TEST_P(PoolWorker, Killed_there_costs_no_more_than_the_task_that_it_has_named) {
  const a_system sys;
  const jobs given{.point = GetParam().point};
  given.goes_on.set();
  pool workers{1};
  const auto results = workers.try_map({.chunk = chunk}, fn<arm_once>, given.all());
  std::vector<int> lost;
  for (int i = 0; i < tasks; ++i)
    if (const auto& one = results[static_cast<std::size_t>(i)]; one) {
      EXPECT_EQ(*one, i);
    } else {
      EXPECT_EQ(one.error().code, errc::worker_lost);
      lost.push_back(i);
    }
  EXPECT_EQ(lost, GetParam().lost);
  EXPECT_TRUE(given.victim_is_dead()) << "the step was never passed";
}

INSTANTIATE_TEST_SUITE_P(Step, PoolWorker,
                         testing::Values(step{"parallel.pool.begun", {the_armed + static_cast<int>(chunk)}},
                                         step{"parallel.pool.ran", {the_armed}}, step{"parallel.pool.reported", {}}),
                         [](const testing::TestParamInfo<step>& info) {
                           std::string name{info.param.point};
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

// What is behind the armed task is taken back while it waits, and the worker finds that when it goes on.
TEST(PoolWorker, Killed_when_it_finds_its_work_taken_back_costs_nothing) {
  const a_system sys;
  const jobs given{.point = "parallel.pool.halted"};
  pool workers{2};
  auto loop = workers.imap_unordered({.chunk = chunk, .window = tasks}, fn<arm_once>, given.all());
  std::vector<int> done;
  while (done.size() < tasks - 1)
    done.push_back(loop.next().value());
  EXPECT_THAT(done, testing::Not(testing::Contains(the_armed)));
  given.goes_on.set();
  EXPECT_EQ(loop.next(), the_armed);
  EXPECT_TRUE(given.victim_is_dead()) << "the step was never passed";
}

} // namespace
} // namespace troupe::tests

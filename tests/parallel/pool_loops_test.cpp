// Loops over a pool: results that are read while tasks run and are made.
#include <atomic>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <ranges>
#include <set>
#include <thread>
#include <unistd.h>

#include <troupe/pool.hpp>

#include "support/listener.hpp"
#include "support/noted_log.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct PoolLoops : testing::Test {
  a_system sys;
};

int square(int x) { return x * x; }
bool is_even(int x) { return x % 2 == 0; }
void nothing(int) {}
int throw_for_three(int x) { return x == 3 ? throw std::out_of_range("three is too many") : x; }
int die_for_three(int x) {
  if (x == 3)
    ::kill(::getpid(), SIGKILL);
  return x;
}
[[noreturn]] int hang_for_ever(int) { wait_for_ever(); }
int hang_for_zero(int x) { return x == 0 ? hang_for_ever(x) : x; }

/// How many elements of an endless range were taken.
std::atomic<int> taken{0};
auto endless() {
  taken = 0;
  return std::views::iota(0) | std::views::transform([](int x) {
           ++taken;
           return x;
         });
}

TEST_F(PoolLoops, Imap_gives_the_results_in_the_order_of_the_input) {
  pool workers{3};
  for (const std::size_t chunk : {0, 1, 7, 1000}) {
    int expected = 0;
    for (const int y : workers.imap({.chunk = chunk}, fn<square>, std::views::iota(0, 500))) {
      EXPECT_EQ(y, expected * expected);
      ++expected;
    }
    EXPECT_EQ(expected, 500);
  }
}

TEST_F(PoolLoops, Imap_unordered_gives_each_result_once) {
  pool workers{3};
  std::multiset<int> seen, expected;
  for (auto& y : workers.imap_unordered(fn<square>, std::views::iota(0, 2000)))
    seen.insert(y);
  for (const int x : std::views::iota(0, 2000))
    expected.insert(x * x);
  EXPECT_EQ(seen, expected);
}

TEST_F(PoolLoops, Loops_over_nothing_end_at_once) {
  pool workers{1};
  for (const int y : workers.imap(fn<square>, std::vector<int>{}))
    FAIL() << y;
  EXPECT_FALSE(workers.imap_unordered(fn<square>, std::vector<int>{}).next());
}

TEST_F(PoolLoops, Results_may_be_bool_and_nothing) {
  pool workers{2};
  std::vector<bool> all;
  for (auto& y : workers.imap(fn<is_even>, std::vector{1, 2, 3, 4}))
    all.push_back(y);
  EXPECT_THAT(all, ElementsAre(false, true, false, true));
  int count = 0;
  for (const std::monostate done : workers.imap({.chunk = 3}, fn<nothing>, std::views::iota(0, 10))) {
    static_cast<void>(done);
    ++count;
  }
  EXPECT_EQ(count, 10);
}

TEST_F(PoolLoops, An_endless_range_is_taken_no_further_than_the_window) {
  pool workers{2};
  int read = 0, furthest = 0;
  for (const int y : workers.imap({.chunk = 2, .window = 64}, fn<square>, endless())) {
    EXPECT_EQ(y, read * read);
    furthest = std::max(furthest, taken - read);
    if (++read == 5000)
      break;
  }
  EXPECT_LE(furthest, 65); // the one that is being read counts too
  EXPECT_GE(furthest, 32);
}

TEST_F(PoolLoops, One_that_waits_for_its_first_result_takes_no_more_than_the_window_either) {
  pool workers{2};
  auto loop = workers.imap({.window = 32}, fn<hang_for_zero>, endless());
  EXPECT_THROW(static_cast<void>(loop.next_for(50ms)), timeout);
  EXPECT_LE(taken, 32);
}

TEST_F(PoolLoops, One_that_was_not_in_time_may_be_asked_again) {
  pool workers{2};
  auto loop = workers.imap_unordered({.window = 8}, fn<hang_for_zero>, std::views::iota(0, 3));
  EXPECT_EQ(loop.next().value() + loop.next().value(), 3);
  EXPECT_THAT([&] { static_cast<void>(loop.next_for(20ms)); },
              testing::ThrowsMessage<timeout>(HasSubstr("within 20 ms")));
  EXPECT_THROW(static_cast<void>(loop.next_for(20ms)), timeout);
}

TEST_F(PoolLoops, The_first_failure_is_thrown_in_its_place_and_ends_the_loop) {
  pool workers{2};
  auto loop = workers.imap(fn<throw_for_three>, std::views::iota(0, 100));
  for (const int expected : {0, 1, 2})
    EXPECT_EQ(loop.next(), expected);
  EXPECT_THROW(static_cast<void>(loop.next()), std::out_of_range);
  EXPECT_FALSE(loop.next());
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TEST_F(PoolLoops, A_worker_that_dies_is_a_failure_like_others) {
  pool workers{2};
  auto loop = workers.imap(fn<die_for_three>, std::views::iota(0, 100));
  for (const int expected : {0, 1, 2})
    EXPECT_EQ(loop.next(), expected);
  EXPECT_THROW(static_cast<void>(loop.next()), worker_lost);
  EXPECT_FALSE(loop.next());
}

TEST_F(PoolLoops, A_range_that_throws_throws_at_its_reader) {
  pool workers{2};
  const auto faulty = std::views::iota(0) |
                      std::views::transform([](int x) { return x == 600 ? throw std::runtime_error("no more") : x; });
  int read = 0;
  EXPECT_THROW(
    {
      for (const int y : workers.imap({.window = 100}, fn<square>, faulty))
        read += y >= 0 ? 1 : 0;
    },
    std::runtime_error);
  EXPECT_GT(read, 400);
  EXPECT_EQ(workers.apply(fn<square>, 5), 25);
}

TEST_F(PoolLoops, One_that_is_dropped_half_way_holds_up_nobody) {
  pool workers{2};
  {
    auto loop = workers.imap(fn<square>, endless());
    EXPECT_EQ(loop.next(), 0);
  }
  workers.close();
  workers.join();
}

/// Reads it to its end.
int read_squares(task_results<int>& loop, int from) {
  while (const auto y = loop.next()) {
    EXPECT_EQ(*y, from * from);
    ++from;
  }
  return from;
}

TEST_F(PoolLoops, One_that_is_read_half_by_who_joins_gives_what_it_had_taken_and_then_closed) {
  pool workers{2};
  auto loop = workers.imap({.window = 100}, fn<square>, std::views::iota(0, 1000));
  EXPECT_EQ(loop.next(), 0);
  workers.close();
  workers.join();
  for (int x = 1; x < 100; ++x)
    ASSERT_EQ(loop.next(), x * x);
  EXPECT_THAT([&] { static_cast<void>(loop.next()); }, testing::ThrowsMessage<closed>(HasSubstr("the 100 results")));
  EXPECT_FALSE(loop.next());
}

TEST_F(PoolLoops, One_that_is_read_on_behind_close_gives_all) {
  pool workers{2};
  auto loop = workers.imap(fn<square>, std::views::iota(0, 1000));
  workers.close();
  EXPECT_EQ(read_squares(loop, 0), 1000);
  workers.join();
}

TEST_F(PoolLoops, One_that_another_thread_reads_is_waited_for_by_who_joins) {
  pool workers{2};
  std::promise<void> begun;
  int read = 0;
  std::thread reader{[&] {
    auto loop = workers.imap({.window = 16}, fn<square>, std::views::iota(0, 1000));
    EXPECT_EQ(loop.next(), 0);
    begun.set_value();
    read = read_squares(loop, 1);
  }};
  begun.get_future().wait();
  workers.close();
  workers.join();
  reader.join();
  EXPECT_EQ(read, 1000);
}

TEST_F(PoolLoops, One_that_is_dropped_with_a_failure_that_nobody_has_read_says_so_in_the_log) {
  const noted_log noted;
  pool workers{1};
  {
    auto loop = workers.imap(fn<throw_for_three>, std::views::iota(0, 100));
    EXPECT_EQ(loop.next(), 0);
    EXPECT_EQ(workers.apply(fn<square>, 5), 25); // what was before it has come by then
  }
  EXPECT_EQ(noted.count("three is too many"), 1);
  {
    auto loop = workers.imap(fn<throw_for_three>, std::vector{3});
    EXPECT_THROW(static_cast<void>(loop.next()), std::out_of_range);
  }
  EXPECT_EQ(noted.count("three is too many"), 1);
}

TEST_F(PoolLoops, One_over_a_container_outlives_that) {
  pool workers{2};
  std::optional<task_results<int>> loop;
  {
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 0);
    loop.emplace(workers.imap({.window = 16}, fn<square>, numbers));
    std::ranges::fill(numbers, -1);
  }
  EXPECT_EQ(read_squares(*loop, 0), 1000);
}

TEST_F(PoolLoops, One_over_a_view_copies_nothing) {
  pool workers{2};
  std::vector<int> numbers(100, 1);
  auto loop = workers.imap({.window = 16}, fn<square>, std::views::all(numbers));
  numbers.back() = 3;
  int last = 0;
  for (const int y : loop)
    last = y;
  EXPECT_EQ(last, 9);
}

TEST_F(PoolLoops, One_that_outlives_its_pool_says_why_it_has_ended) {
  std::optional<task_results<int>> loop;
  {
    pool workers{2};
    loop.emplace(workers.imap_unordered(fn<hang_for_ever>, std::views::iota(0)));
  }
  EXPECT_THROW(static_cast<void>(loop->next()), pool_terminated);
}

TEST_F(PoolLoops, Two_at_once_do_not_mix) {
  pool workers{2};
  auto first = workers.imap(fn<square>, std::views::iota(0, 300));
  auto second = workers.imap({.chunk = 3}, fn<square>, std::views::iota(1000, 1300));
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(first.next(), i * i);
    EXPECT_EQ(second.next(), (1000 + i) * (1000 + i));
  }
  EXPECT_FALSE(first.next());
  EXPECT_FALSE(second.next());
}

} // namespace
} // namespace troupe::tests

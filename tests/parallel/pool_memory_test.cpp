// What a pool does with results and arguments that the memory for mail is too small for, or that come late.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <ranges>
#include <tuple>
#include <unistd.h>

#include <troupe/pool.hpp>
#include <troupe/value.hpp>

#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::uint64_t MiB = 1U << 20;

system_options with_little_memory() {
  system_options options = options_under_test();
  options.memory = 16 * MiB;
  return options;
}

struct PoolWithLittleMemory : testing::Test {
  a_system sys{with_little_memory()};
  pool workers{2};
};

std::string text_of(std::size_t bytes) { return std::string(bytes, 'x'); }
std::size_t size_of(const std::string& text) { return text.size(); }

/// What the future fails with; the code `none`, if it does not in time.
template <class T>
exception_value failure_of(const future<T>& which) {
  try {
    static_cast<void>(which.get_for(patience));
  } catch (const timeout&) {
  } catch (const error&) {
    return capture_exception(std::current_exception());
  }
  exception_value none;
  none.code = errc::none;
  return none;
}

// One that the worker finds no room for, and one that the pool finds none for as long as it has it from the worker.
TEST_F(PoolWithLittleMemory, A_result_that_there_is_no_room_for_is_an_error_that_says_so) {
  for (const std::uint64_t bytes : {20 * MiB, 10 * MiB}) {
    const exception_value why = failure_of(workers.async(fn<text_of>, bytes));
    EXPECT_EQ(why.code, errc::no_resource) << bytes;
    EXPECT_THAT(why.text, AllOf(HasSubstr("results of"), HasSubstr("memory")));
    EXPECT_EQ(workers.apply(fn<text_of>, 3).size(), 3U);
  }
}

TEST_F(PoolWithLittleMemory, A_result_that_there_is_no_room_for_costs_its_neighbours_nothing) {
  const auto all = workers.try_map({.chunk = 1}, fn<text_of>, std::vector<std::size_t>{1, 20 * MiB, 2, 3});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[1].error().code, errc::no_resource);
  for (const std::size_t i : {0U, 2U, 3U})
    EXPECT_TRUE(all[i].has_value()) << i;
}

TEST_F(PoolWithLittleMemory, An_argument_that_the_pool_cannot_be_sent_is_refused_at_once) {
  EXPECT_THROW(static_cast<void>(workers.async(fn<size_of>, text_of(20 * MiB))), no_resource);
  EXPECT_EQ(workers.apply(fn<size_of>, text_of(3)), 3U);
}

TEST_F(PoolWithLittleMemory, An_argument_that_no_worker_can_be_sent_is_the_failure_of_its_task) {
  const exception_value why = failure_of(workers.async(fn<size_of>, text_of(10 * MiB)));
  EXPECT_EQ(why.code, errc::no_resource);
  EXPECT_THAT(why.text, HasSubstr("size_of"));
  EXPECT_EQ(workers.apply(fn<size_of>, text_of(3)), 3U);
}

// -- results that come late ---------------------------------------------------------------------------

struct PoolWithManyResults : testing::Test {
  a_system sys;
};

/// Says who it is, and how many there were before.
std::string large(const value<int>& pid, const value<int>& runs) {
  pid.store(::getpid());
  runs.fetch_add(1);
  return text_of(MiB);
}

// More than the pool sends ahead of who reads: it keeps the rest, and has that still when its workers have ended.
TEST_F(PoolWithManyResults, A_future_has_them_all_when_the_pool_was_joined_and_is_gone) {
  constexpr int count = 80;
  const value<int> pid, runs;
  std::optional<future<std::vector<std::string>>> all;
  {
    pool one{1};
    const std::vector<std::tuple<value<int>, value<int>>> tasks(count, {pid, runs});
    all = one.async_starmap({.chunk = 1}, fn<large>, tasks);
    ASSERT_TRUE(wait_until([&] { return runs.load() == count; })); // and reads none of them
    one.close();
    ASSERT_TRUE(wait_until([&] { return ::kill(pid.load(), 0) != 0 && errno == ESRCH; }));
    one.join();
  }
  ASSERT_TRUE(all->wait_for(patience));
  EXPECT_EQ(all->get().size(), std::size_t{count});
}

// -- arguments of many bytes --------------------------------------------------------------------------

/// Takes longer than to make another one.
std::size_t slow_size_of(const std::string& text, const value<int>& done) {
  const auto end = std::chrono::steady_clock::now() + 3ms;
  while (std::chrono::steady_clock::now() < end) {
  }
  done.fetch_add(1);
  return text.size();
}

TEST_F(PoolWithManyResults, A_call_that_is_waited_for_takes_large_arguments_as_those_before_are_done) {
  constexpr int count = 40, most_ahead = 16; // eight lie with two workers and their pool
  const value<int> done;
  int taken = 0, ahead = 0;
  const auto next = [&](int) {
    ahead = std::max(ahead, ++taken - done.load());
    return std::tuple{text_of(MiB), done};
  };
  pool workers{2};
  const auto all = workers.starmap(fn<slow_size_of>, std::views::iota(0, count) | std::views::transform(next));
  EXPECT_THAT(all, AllOf(testing::SizeIs(count), testing::Each(MiB)));
  EXPECT_LE(ahead, most_ahead);
}

} // namespace
} // namespace troupe::tests

/// Arrays in shared memory.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <numeric>

#include "support/in_thread.hpp"
#include "support/memory_doors.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::ElementsAreArray;

struct Array : testing::TestWithParam<flavour> {
  a_system sys;
};
INSTANTIATE_TEST_SUITE_P(By, Array, each_flavour(), flavour_name);

void negate(flavour how, const array<int>& a) {
  array_door door{how, a};
  for (std::size_t i = 0; i < a.size(); ++i)
    door.write(i, -door.read(i));
}

TEST_P(Array, ARR_01_WhatAProcessChangesItsParentSees) {
  const auto a = array<int>::of({1, 2, 3});
  const array<int> many(5);
  EXPECT_EQ(a.size(), 3U);
  EXPECT_FALSE(a.empty());
  EXPECT_EQ(a[1], 2);
  EXPECT_EQ(a.at(2), 3);
  EXPECT_EQ(std::accumulate(a.begin(), a.end(), 0), 6);
  const process p{fn<negate>, GetParam(), a};
  p.start();
  p.join();
  EXPECT_THAT((array_door{GetParam(), a}.read_all()), ElementsAre(-1, -2, -3));
  EXPECT_EQ(many.size(), 5U);
}

TEST_P(Array, ARR_02_ItIsFilledWithZero) {
  EXPECT_THAT((array_door{GetParam(), array<int>(10)}.read_all()), Each(0));
  const array<double> large(100'000);
  EXPECT_EQ(std::ranges::count(array_door{GetParam(), large}.read_all(), 0.0), 100'000);
}

TEST_P(Array, ARR_03_RangesOfItAreReadAndWrittenInPlace) {
  const auto a = array<int>::of({9, 8, 7, 6, 5, 4, 3, 2, 1, 0});
  std::vector<int> copy = a.copy();
  copy[0] = 100;
  EXPECT_EQ(a[0], 9) << "a copy is one";
  const std::span<int> middle = a.span(2, 7);
  std::ranges::sort(middle);
  EXPECT_THAT((array_door{GetParam(), a}.read_all()), ElementsAre(9, 8, 3, 4, 5, 6, 7, 2, 1, 0));
  std::ranges::copy(std::vector{1, 2}, a.span(8, 10).begin());
  EXPECT_EQ((array_door{GetParam(), a}.read(9)), 2);
  EXPECT_THROW(static_cast<void>(a.span(8, 11)), out_of_range);
  EXPECT_THROW(static_cast<void>(array_door{flavour::message, a}.read(10)), out_of_range);
  EXPECT_THROW(static_cast<void>(a.at(10)), out_of_range);
}

TEST_P(Array, ARR_04_ElementsTakeNoLock) {
  const array<int> a(3);
  const std::scoped_lock hold{a};
  in_thread([&] {
    array_door door{GetParam(), a};
    door.write(1, 5);
    EXPECT_EQ(door.read(1), 5);
    EXPECT_FALSE(a.try_lock());
  });
}

/// Moves one from an element to the next, so that the sum stays.
void move_ones(flavour how, const array<int>& a, int times) {
  array_door door{how, a};
  for (int i = 0; i < times; ++i) {
    const std::scoped_lock hold{door};
    const std::size_t at = static_cast<std::size_t>(i) % a.size();
    const std::size_t next = (at + 1) % a.size();
    door.write(at, door.read(at) - 1);
    door.write(next, door.read(next) + 1);
  }
}

TEST_P(Array, ARR_05_ItsMutexMakesSeveralAccessesOne) {
  const mutex m;
  const array<int> a(4, m);
  EXPECT_EQ(a.mutex(), m);
  const int times = GetParam() == flavour::call ? 4000 : 60;
  const process other{fn<move_ones>, GetParam(), a, times};
  other.start();
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(
      [&] {
        const auto all = a.copy();
        return std::accumulate(all.begin(), all.end(), 0);
      }(),
      0);
  move_ones(GetParam(), a, times);
  other.join();
  EXPECT_THAT(a.copy(), Each(0));
}

TEST_P(Array, ARR_05_ANegativeLimitLooksOnce) {
  using namespace std::chrono_literals;
  const array<int> a(4);
  const std::scoped_lock hold{a};
  in_thread([&] { EXPECT_FALSE(a.try_lock_for(-1h)); });
}

void sum_up(flavour how, const array<double>& a) {
  array_door door{how, a};
  for (std::size_t i = 1; i < a.size(); ++i)
    door.write(i, door.read(i) + door.read(i - 1));
}

TEST_P(Array, ARR_06_APrefixSumInPlaceByAProcess) {
  std::vector<double> here(GetParam() == flavour::call ? 10'000 : 100);
  std::iota(here.begin(), here.end(), 1.0);
  const auto a = array<double>::of(here);
  const process p{fn<sum_up>, GetParam(), a};
  p.start();
  p.join();
  std::partial_sum(here.begin(), here.end(), here.begin());
  EXPECT_THAT(a.copy(), ElementsAreArray(here));
}

TEST_P(Array, ARR_07_AnArrayOfCharHoldsTextUpToTheFirstNul) {
  const auto a = array<char>::of(std::string_view{"one\0two\0\0", 9});
  EXPECT_EQ(a.str(), "one");
  EXPECT_THAT((array_door{GetParam(), a}.read_all()), ElementsAreArray(std::string_view{"one\0two\0\0", 9}));
  array_door{GetParam(), a}.write(3, ' ');
  EXPECT_EQ(a.str(), "one two");
  EXPECT_EQ(array<char>::of(std::string_view{"full"}).str(), "full");
}

} // namespace
} // namespace troupe::tests

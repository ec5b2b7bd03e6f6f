/// Values in shared memory.
#include <gtest/gtest.h>
#include <limits>
#include <mutex>
#include <sstream>

#include "support/in_thread.hpp"
#include "support/memory_doors.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

struct Value : testing::TestWithParam<flavour> {
  a_system sys;
};
INSTANTIATE_TEST_SUITE_P(By, Value, each_flavour(), flavour_name);

struct point {
  double x, y, z;
  int id = 0;
};

// -- what another process stores ----------------------------------------------------------------------

void store_some(flavour how, const value<int>& i, const value<double>& d, const value<short>& s,
                const value<std::int64_t>& l, const value<char>& c) {
  value_door{how, i}.store(-7);
  value_door{how, d}.store(2.5);
  value_door{how, s}.store(short{-3});
  value_door{how, l}.store(std::int64_t{1} << 60);
  value_door{how, c}.store('x');
}

TEST_P(Value, VAL_01_WhatAProcessStoresItsParentLoads) {
  const value<int> i{1};
  const value<double> d{1};
  const value<short> s{1};
  const value<std::int64_t> l{1};
  const value<char> c{'a'};
  const process p{fn<store_some>, GetParam(), i, d, s, l, c};
  p.start();
  p.join();
  EXPECT_EQ((value_door{GetParam(), i}.load()), -7);
  EXPECT_EQ((value_door{GetParam(), d}.load()), 2.5);
  EXPECT_EQ((value_door{GetParam(), s}.load()), -3);
  EXPECT_EQ((value_door{GetParam(), l}.load()), std::int64_t{1} << 60);
  EXPECT_EQ((value_door{GetParam(), c}.load()), 'x');
}

// -- types --------------------------------------------------------------------------------------------

template <class T>
void expect_to_hold(flavour how, T a, T b) {
  const value<T> v{a};
  value_door door{how, v};
  EXPECT_EQ(door.load(), a);
  EXPECT_EQ(door.exchange(b), a);
  EXPECT_EQ(v.load(), b);
  door.store(a);
  EXPECT_EQ(v.unsafe(), a);
}
template <class... Ts>
void expect_to_hold_all(flavour how) {
  (expect_to_hold<Ts>(how, std::numeric_limits<Ts>::min(), std::numeric_limits<Ts>::max()), ...);
}

TEST_P(Value, VAL_02_AllIntegersFloatDoubleAndCharacters) {
  expect_to_hold_all<signed char, unsigned char, short, unsigned short, int, unsigned, long, unsigned long, long long,
                     unsigned long long, float, double, long double, char, wchar_t, bool>(GetParam());
}

TEST_P(Value, VAL_02_VAL_07_AStructHasItsFields) {
  const value<point> v{{1, 2, 3, 4}};
  value_door door{GetParam(), v};
  point p = door.load();
  EXPECT_EQ(p.y, 2);
  p.z = 30;
  door.store(p);
  EXPECT_EQ(v.unsafe().z, 30);
  v.update([](point& now) { now.id = 5; });
  EXPECT_EQ(door.exchange(point{}).id, 5);
}

TEST_P(Value, VAL_03_VAL_07_WithoutAFirstValueItIsZero) {
  EXPECT_EQ((value_door{GetParam(), value<int>{}}.load()), 0);
  EXPECT_EQ((value_door{GetParam(), value<double>{}}.load()), 0);
  EXPECT_EQ((value_door{GetParam(), value<int>{10}}.load()), 10);
  const point p = value_door{GetParam(), value<point>{}}.load();
  EXPECT_EQ(p.x, 0);
  EXPECT_EQ(p.z, 0);
}

// -- locks --------------------------------------------------------------------------------------------

TEST_P(Value, VAL_04_UnsafeIsThePlainReferenceWithoutALock) {
  const value<int> v{1};
  const std::scoped_lock hold{v};
  in_thread([&] {
    v.unsafe() = 2;
    EXPECT_EQ((value_door{GetParam(), v}.load()), 2) << "what the CPU does in one step needs no lock";
  });
}

TEST_P(Value, VAL_05_MutexIsItsLockOrTheGivenOne) {
  const value<int> own;
  EXPECT_EQ(own.mutex().text(), "recursive_mutex(free)");
  const mutex m;
  const value<int> with{5, m};
  EXPECT_EQ(with.mutex(), m);
  value_door door{GetParam(), with};
  {
    const std::scoped_lock hold{door};
    in_thread([&] { EXPECT_FALSE(m.try_lock()); });
  }
  EXPECT_EQ(m.text(), "mutex(free)");
}

void end_with(const shared::lockable& its) { its.lock(); }

TEST_P(Value, VAL_05_ItsMutexIsShownAndUsedAndTravelsAsAnyOther) {
  const mutex m;
  const value<int> v{5, m};
  std::ostringstream shown;
  shown << v.mutex();
  EXPECT_EQ(shown.str(), "mutex(free)");
  EXPECT_EQ(condition{v.mutex()}.text(), "condition(mutex(free), 0 waiting)");
  const queue<shared::lockable> q;
  q.put(v.mutex());
  EXPECT_EQ(q.get(), m);
  const process p{fn<end_with>, v.mutex()};
  p.start();
  p.join();
  EXPECT_TRUE(m.previous_owner_died());
  const event no_mutex;
  EXPECT_THROW(codec<shared::lockable>::from_wire(codec<event>::to_wire(no_mutex)), decode_error);
}

TEST_P(Value, VAL_05_ANegativeLimitLooksOnce) {
  using namespace std::chrono_literals;
  const value<int> v;
  EXPECT_TRUE(v.try_lock_for(-1s));
  in_thread([&] { EXPECT_FALSE(v.try_lock_for(-1h)); });
  v.unlock();
}

void add_many(flavour how, const value<int>& sum, const value<double>& real, int times) {
  value_door ints{how, sum};
  value_door reals{how, real};
  for (int i = 0; i < times; ++i) {
    ints.fetch_add(1);
    reals.fetch_add(0.5);
  }
}

TEST_P(Value, VAL_06_AddingIsOneStep) {
  const value<int> sum{0};
  const value<double> real{0};
  const int times = GetParam() == flavour::call ? 20'000 : 200;
  std::vector<process> others;
  for (int i = 0; i < 2; ++i)
    others.emplace_back(fn<add_many>, GetParam(), sum, real, times).start();
  add_many(GetParam(), sum, real, times);
  for (const process& each : others)
    each.join();
  EXPECT_EQ(sum.load(), 3 * times);
  EXPECT_EQ(real.load(), 1.5 * times);
}

/// Four words that are always equal.
struct four {
  std::uint64_t words[4];
};
bool is_whole(const four& f) { return std::ranges::count(f.words, f.words[0]) == 4; }
void store_equal_words(flavour how, const value<four>& v, int times) {
  value_door door{how, v};
  for (std::uint64_t i = 1; i <= static_cast<std::uint64_t>(times); ++i)
    door.store({i, i, i, i});
}

TEST_P(Value, VAL_06_NobodySeesAValueHalfStored) {
  const value<four> v;
  const int times = GetParam() == flavour::call ? 20'000 : 300;
  const process other{fn<store_equal_words>, GetParam(), v, times};
  other.start();
  value_door door{GetParam(), v};
  while (other.is_alive())
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(is_whole(door.load()));
  EXPECT_EQ(v.load().words[3], static_cast<std::uint64_t>(times));
}

void update_many(const value<four>& v, int times) {
  for (int i = 0; i < times; ++i)
    v.update([](four& now) {
      for (std::uint64_t& word : now.words)
        ++word;
    });
}

TEST_P(Value, VAL_06_UpdateHoldsTheLock) {
  const value<four> v;
  const process other{fn<update_many>, v, 5000}; // which no message does: it would be a function
  other.start();
  update_many(v, 5000);
  other.join();
  EXPECT_EQ(v.load().words[0], 10'000U);
  EXPECT_TRUE(is_whole(v.load()));
}

void add_in_two_steps(flavour how, const value<int>& sum, int times) {
  value_door door{how, sum};
  for (int i = 0; i < times; ++i) {
    const std::scoped_lock hold{door};
    door.store(door.load() + 1);
  }
}

TEST_P(Value, VAL_08_AGuardMakesSeveralOperationsOne) {
  const value<int> sum{0};
  const int times = GetParam() == flavour::call ? 5000 : 100;
  const process other{fn<add_in_two_steps>, GetParam(), sum, times};
  other.start();
  add_in_two_steps(GetParam(), sum, times);
  other.join();
  EXPECT_EQ(sum.load(), 2 * times);
}

TEST_P(Value, VAL_09_ACopyIsAnObjectOfItsOwn) {
  const value<int> v{1};
  const value<int> other = v.copy();
  value_door{GetParam(), v}.store(2);
  EXPECT_EQ((value_door{GetParam(), other}.load()), 1);
  EXPECT_FALSE(v == other);
  EXPECT_FALSE(v.mutex() == other.mutex());
}

} // namespace
} // namespace troupe::tests

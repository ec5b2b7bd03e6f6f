/// Queues.
#include <gtest/gtest.h>

#include <numeric>

#include "support/in_thread.hpp"
#include "support/listener.hpp"
#include "support/queue_door.hpp"
#include "support/queue_maker.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

constexpr auto a_moment = 20ms; // for what is not to happen
constexpr int stop = -1;

struct job {
  std::string name;
  std::vector<int> numbers;
  [[nodiscard]] int sum() const { return std::accumulate(numbers.begin(), numbers.end(), 0); }
  friend bool operator==(const job&, const job&) = default;
};

struct Queue : testing::TestWithParam<flavour> {
  a_system sys;
  const maker by{GetParam()};

  template <class T>
  [[nodiscard]] queue<T> made(std::int64_t limit = 0) const {
    return make_queue<T>(by, limit);
  }

  template <class T>
  [[nodiscard]] queue_door<T> door(const queue<T>& of) {
    return {GetParam(), of};
  }
};
INSTANTIATE_TEST_SUITE_P(By, Queue, each_flavour_and_manager(), flavour_name);

void put_many(flavour how, const queue<int>& into, int first, int count) {
  queue_door<int> mine{how, into};
  for (int i = first; i < first + count; ++i)
    mine.put(i);
}

TEST_P(Queue, QUE_01_ItemsComeOutInTheOrderInWhichTheyWerePut) {
  const queue<int> q = made<int>();
  const process producer{fn<put_many>, GetParam(), q, 0, 500};
  producer.start();
  queue_door<int> mine = door(q);
  for (int i = 0; i < 500; ++i)
    ASSERT_EQ(mine.get(), i);
  producer.join();
}

TEST_P(Queue, QUE_02_AnItemMayBeOfAClassWithFunctions) {
  const queue<job> q = made<job>();
  const job given{"adding", {1, 2, 3}};
  door(q).put(given);
  const job got = door(q).get();
  EXPECT_EQ(got, given);
  EXPECT_EQ(got.sum(), 6);
}

TEST_P(Queue, QUE_03_ALimitIsKeptAndNoneIsNone) {
  const queue<int> two = made<int>(2);
  EXPECT_TRUE(door(two).try_put(1) && door(two).try_put(2));
  EXPECT_FALSE(door(two).try_put(3));
  for (const queue<int>& none : {made<int>(), made<int>(0), made<int>(-1)}) {
    queue_door<int> mine = door(none);
    for (int i = 0; i < 200; ++i)
      ASSERT_TRUE(mine.try_put(i));
    EXPECT_FALSE(mine.full());
  }
}

TEST_P(Queue, QUE_04_PutWaitsForRoomAndGetForAnItem) {
  const queue<int> q = made<int>(1);
  auto getting = begin_in_thread([&] { return door(q).get(); });
  EXPECT_EQ(getting.wait_for(a_moment), std::future_status::timeout);
  door(q).put(1);
  EXPECT_EQ(getting.get(), 1);
  door(q).put(2);
  auto putting = begin_in_thread([&] { door(q).put(3); });
  EXPECT_EQ(putting.wait_for(a_moment), std::future_status::timeout);
  EXPECT_EQ(door(q).get(), 2);
  putting.get();
  EXPECT_EQ(door(q).get(), 3);
}

TEST_P(Queue, QUE_05_TryPutOnAFullQueueIsFalseAtOnce) {
  const queue<int> q = made<int>(1);
  queue_door<int> mine = door(q);
  EXPECT_TRUE(mine.try_put(1));
  EXPECT_FALSE(mine.try_put(2));
  EXPECT_EQ(mine.size(), 1U);
}

TEST_P(Queue, QUE_06_TryGetOnAnEmptyQueueIsEmptyAtOnce) {
  const queue<int> q = made<int>();
  queue_door<int> mine = door(q);
  EXPECT_EQ(mine.try_get(), std::nullopt);
  mine.put(7);
  EXPECT_EQ(mine.try_get(), 7);
}

TEST_P(Queue, QUE_07_WaitsWithALimitGiveUpThenAndNotEarlier) {
  const queue<int> q = made<int>(1);
  queue_door<int> mine = door(q);
  auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(mine.get_for(50ms), std::nullopt);
  EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
  mine.put(1);
  before = std::chrono::steady_clock::now();
  EXPECT_FALSE(mine.put_for(2, 50ms));
  EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
  EXPECT_EQ(mine.get_for(20s), 1);
  EXPECT_TRUE(mine.put_for(2, 20s));
}

TEST_P(Queue, QUE_07_ANegativeLimitLooksOnce) {
  const queue<int> q = made<int>(1);
  queue_door<int> mine = door(q);
  EXPECT_EQ(mine.get_for(-1s), std::nullopt);
  EXPECT_EQ(mine.size(), 0U) << "what was asked by message is withdrawn before this is answered";
  EXPECT_FALSE(q.take_for(-1s).has_value());
  EXPECT_TRUE(q.put_for(1, -1h));
  EXPECT_FALSE(mine.put_for(2, -1s));
  EXPECT_EQ(mine.size(), 1U);
  {
    auto item = q.take_for(std::chrono::nanoseconds::min());
    ASSERT_TRUE(item.has_value());
    EXPECT_EQ(**item, 1);
  } // given back
  EXPECT_EQ(q.get_for(-1s), 1);
}

TEST_P(Queue, QUE_08_TheSizeIsExactWhileNobodyElseIsActive) {
  const queue<int> q = made<int>();
  queue_door<int> mine = door(q);
  EXPECT_EQ(mine.size(), 0U);
  mine.put(1);
  EXPECT_EQ(mine.size(), 1U);
  mine.put(2);
  EXPECT_EQ(mine.size(), 2U);
  EXPECT_EQ(mine.get(), 1);
  EXPECT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine.get(), 2);
  EXPECT_EQ(mine.size(), 0U);
  EXPECT_EQ(mine.text(), "queue(0 items)");
}

TEST_P(Queue, QUE_09_EmptyAndFullTellTheState) {
  const queue<int> q = made<int>(1);
  queue_door<int> mine = door(q);
  EXPECT_TRUE(mine.empty() && !mine.full());
  mine.put(1);
  EXPECT_TRUE(!mine.empty() && mine.full());
}

void pass_on(flavour how, const queue<int>& from, const queue<int>& to) {
  queue_door<int> mine{how, from}, results{how, to};
  for (int x = mine.get(); x != stop; x = mine.get())
    results.put(x);
}

TEST_P(Queue, QUE_10_EachItemGoesToExactlyOneOfManyProcessesAndThreads) {
  constexpr int each = 200;
  const queue<int> q = made<int>(), results = made<int>();
  std::vector<process> all;
  for (int i = 0; i < 2; ++i) {
    all.emplace_back(fn<put_many>, GetParam(), q, i * each, each);
    all.emplace_back(fn<pass_on>, GetParam(), q, results);
  }
  for (const process& one : all)
    one.start();
  auto thread_puts = begin_in_thread([&] { put_many(GetParam(), q, 2 * each, each); });
  auto thread_gets = begin_in_thread([&] { pass_on(GetParam(), q, results); });
  std::vector<int> count(3 * each);
  queue_door<int> mine = door(results);
  for (int i = 0; i < 3 * each; ++i)
    ++count.at(static_cast<std::size_t>(mine.get()));
  EXPECT_EQ(count, std::vector<int>(3 * each, 1));
  for (int i = 0; i < 3; ++i)
    q.put(stop);
  thread_puts.get();
  thread_gets.get();
  for (const process& one : all)
    one.join();
  EXPECT_TRUE(q.empty() && results.empty());
}

void put_when_told(const queue<int>& into, const event& go) {
  go.wait();
  into.put(5);
}

TEST_P(Queue, QUE_11_AClosedQueueDeliversWhatIsInside) {
  const queue<int> q = made<int>();
  door(q).put(1);
  q.close();
  EXPECT_THROW(q.put(2), closed);
  EXPECT_THROW(static_cast<void>(q.try_put(2)), closed);
  EXPECT_EQ(door(q).get(), 1);
}

TEST_P(Queue, QUE_12_CloseIsNoEndOfDataForOthers) {
  const queue<int> q = made<int>();
  const event go = by.event();
  const process producer{fn<put_when_told>, q, go};
  producer.start();
  auto getting = begin_in_thread([&] { return door(q).get(); });
  q.close();
  EXPECT_EQ(getting.wait_for(a_moment), std::future_status::timeout);
  go.set();
  EXPECT_EQ(getting.get(), 5);
  producer.join();
}

TEST_P(Queue, QUE_12_FinishIsOneForAll) {
  const queue<int> q = made<int>();
  door(q).put(1);
  door(q).finish();
  EXPECT_THROW(door(q).put(2), closed);
  EXPECT_EQ(door(q).get(), 1);
  EXPECT_THROW(static_cast<void>(door(q).get()), end_of_stream);
  EXPECT_EQ(door(q).try_get(), std::nullopt);
}

TEST_P(Queue, QUE_16_AHandleThatIsDroppedClosesTheQueueInItsProcessAlone) {
  const queue<int> q = made<int>();
  const process producer{fn<put_many>, GetParam(), q, 0, 3};
  producer.start();
  producer.join();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(door(q).get(), i) << "its process is gone";
  door(q).put(4);
  EXPECT_EQ(door(q).get(), 4);
}

void answer_by(const queue<int>& out) { out.put(42); }

troupe::behavior putter(troupe::event_based_actor*) {
  return {[](const queue<int>& into) { into.put(43); }};
}

TEST_P(Queue, QUE_18_AHandleMayBeAnArgumentAnItemOrAMessage) {
  const queue<int> q = made<int>();
  const process argument{fn<answer_by>, q};
  argument.start();
  EXPECT_EQ(door(q).get(), 42);
  argument.join();
  const queue<queue<int>> handles = made<queue<int>>();
  door(handles).put(q);
  door(handles).get().put(44);
  EXPECT_EQ(door(q).get(), 44);
  auto [a, b] = pipe();
  end_door{GetParam(), a}.send(q);
  end_door{GetParam(), b}.recv<queue<int>>().put(45);
  EXPECT_EQ(door(q).get(), 45);
  troupe::self self;
  self->send(spawn(fn<putter>), q);
  EXPECT_EQ(door(q).get(), 43);
}

std::chrono::nanoseconds time_of(const std::function<void()>& what) {
  auto best = std::chrono::nanoseconds::max();
  for (int i = 0; i < 5; ++i) {
    const auto before = std::chrono::steady_clock::now();
    what();
    best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - before);
  }
  return best;
}

TEST_P(Queue, QUE_19_OneLargeItemCostsLessThanManySmallOnes) {
  const queue<int> small = made<int>();
  const queue<std::vector<int>> large = made<std::vector<int>>();
  queue_door<int> by_ones = door(small);
  queue_door<std::vector<int>> at_once = door(large);
  const std::vector<int> numbers(500, 1);
  const auto many = time_of([&] {
    for (const int each : numbers)
      by_ones.put(each);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      static_cast<void>(by_ones.get());
  });
  const auto one = time_of([&] {
    at_once.put(numbers);
    EXPECT_EQ(at_once.size(), 1U);
    EXPECT_EQ(at_once.get(), numbers);
  });
  EXPECT_LT(one, many);
}

TEST_P(Queue, QUE_20_AnItemOf16MiBArrivesWhole) {
  const queue<std::string> q = made<std::string>();
  std::string large(16U << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 4093)
    large[i] = static_cast<char>('a' + i % 26);
  door(q).put(large);
  EXPECT_TRUE(door(q).get() == large);
}

} // namespace
} // namespace troupe::tests

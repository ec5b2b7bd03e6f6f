/// Joinable queues.
#include <gtest/gtest.h>

#include "support/in_thread.hpp"
#include "support/queue_door.hpp"
#include "support/queue_maker.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

constexpr int stop = -1;

struct JoinableQueue : testing::TestWithParam<flavour> {
  a_system sys;
  const maker by{GetParam()};
  const joinable_queue<int> q = make_joinable_queue<int>(by);

  [[nodiscard]] joinable_door<int> door() { return {GetParam(), q}; }
};
INSTANTIATE_TEST_SUITE_P(By, JoinableQueue, each_flavour_and_manager(), flavour_name);

TEST_P(JoinableQueue, JQU_01_ItHasAllThatAQueueHas) {
  const joinable_queue<int> two = make_joinable_queue<int>(by, 2);
  joinable_door<int> mine{GetParam(), two};
  mine.put(1);
  EXPECT_TRUE(mine.try_put(2) && mine.full());
  EXPECT_FALSE(mine.try_put(3) || mine.put_for(3, 1ms));
  EXPECT_EQ(mine.size(), 2U);
  EXPECT_EQ(mine.text(), "joinable_queue(2 of 2 items)");
  EXPECT_EQ(mine.get(), 1);
  EXPECT_EQ(mine.try_get(), 2);
  EXPECT_EQ(mine.get_for(1ms), std::nullopt);
  mine.finish();
  EXPECT_THROW(static_cast<void>(mine.get()), end_of_stream);
  mine.task_done();
  mine.task_done();
  EXPECT_THROW(mine.task_done(), invalid_state) << "once too often";
}

TEST_P(JoinableQueue, JQU_02_JoinWaitsUntilEveryItemEverPutIsDone) {
  joinable_door<int> mine = door();
  mine.join();
  mine.put(1);
  mine.put(stop);
  auto joining = begin_in_thread([&] { door().join(); });
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(joining.wait_for(20ms), std::future_status::timeout);
    static_cast<void>(mine.get());
    EXPECT_FALSE(mine.join_for(1ms)) << "got is not done";
    EXPECT_FALSE(mine.join_for(-1s));
    mine.task_done();
  }
  joining.get();
  EXPECT_TRUE(mine.join_for(20s));
  EXPECT_TRUE(q.join_for(-1s)) << "a look";
}

void consume(flavour how, const joinable_queue<int>& from) {
  joinable_door<int> mine{how, from};
  for (bool is_on = true; is_on; mine.task_done())
    is_on = mine.get() != stop;
}

TEST_P(JoinableQueue, JQU_03_FourDaemonConsumersAreJoinedAndStopped) {
  std::vector<process> consumers;
  for (int i = 0; i < 4; ++i)
    consumers.emplace_back(process_options{.daemon = true}, fn<consume>, GetParam(), q);
  for (const process& each : consumers)
    each.start();
  joinable_door<int> mine = door();
  for (int i = 0; i < 10; ++i)
    mine.put(i);
  mine.join();
  EXPECT_TRUE(mine.empty());
  for (int i = 0; i < 4; ++i)
    mine.put(stop);
  for (const process& each : consumers) {
    each.join();
    EXPECT_EQ(each.exitcode(), 0);
  }
}

void report(flavour how, const joinable_queue<int>& of) { joinable_door<int>{how, of}.task_done(); }

TEST_P(JoinableQueue, JQU_04_WhoTookAnItemNeedNotBeWhoReportsItDone) {
  door().put(1);
  static_cast<void>(door().get());
  const process other{fn<report>, GetParam(), q};
  other.start();
  door().join();
  other.join();
  EXPECT_EQ(other.exitcode(), 0);
}

} // namespace
} // namespace troupe::tests

/// Futures of pools.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include <troupe/pool.hpp>

#include "support/pool_tasks.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;

struct Future : testing::Test {
  a_system sys;
  pool workers{1};
};

TEST_F(Future, ASR_01_GetWaitsForTheResultAndGetForThrowsWhenItIsNotThereInTime) {
  EXPECT_EQ(workers.async(fn<square>, 4).get(), 16);
  EXPECT_EQ(workers.async(fn<square>, 4).get_for(50s), 16);
  const auto stuck = workers.async(fn<wait_for_the_end>, 1);
  EXPECT_THROW(static_cast<void>(stuck.get_for(20ms)), timeout);
  EXPECT_FALSE(stuck.ready());
  stuck.cancel();
}

TEST_F(Future, ASR_02_WaitForDoesNotThrowAndReadyAndSuccessfulSayHowItIs) {
  const auto good = workers.async(fn<square>, 4);
  EXPECT_TRUE(good.wait_for(50s));
  EXPECT_TRUE(good.ready());
  EXPECT_TRUE(good.successful());
  const auto bad = workers.async(fn<throw_out_of_range>, 4);
  bad.wait();
  EXPECT_TRUE(bad.ready());
  EXPECT_FALSE(bad.successful());
  EXPECT_THROW(static_cast<void>(bad.get()), std::out_of_range);
  const auto stuck = workers.async(fn<wait_for_the_end>, 1);
  EXPECT_FALSE(stuck.wait_for(20ms));
  EXPECT_FALSE(stuck.ready());
  EXPECT_THROW(static_cast<void>(stuck.successful()), invalid_state);
  stuck.cancel();
}

TEST_F(Future, ASR_03_GetMayBeCalledAgainAndGivesTheSame) {
  const auto good = workers.async(fn<square>, 4);
  const auto bad = workers.async(fn<throw_out_of_range>, 4);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(good.get(), 16);
    EXPECT_THROW(static_cast<void>(bad.get()), std::out_of_range);
  }
  int other = 0;
  std::thread{[&] { other = good.get(); }}.join();
  EXPECT_EQ(other, 16);
}

} // namespace
} // namespace troupe::tests

/// Handles that are passed on from process to process.
#include <gtest/gtest.h>
#include <mutex>
#include <set>

#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

void put_one(const queue<int>& into, const mutex& lock, int item) {
  const std::scoped_lock hold{lock};
  into.put(item);
}

void put_and_pass_on(const queue<int>& into, const mutex& lock) {
  const process child{fn<put_one>, into, lock, 2};
  child.start();
  put_one(into, lock, 1);
  child.join();
}

TEST(Handles, STM_08_AProcessPassesItsQueuesAndLocksOnToItsOwnChildren) {
  const a_system sys;
  const queue<int> q;
  const mutex lock;
  const process child{fn<put_and_pass_on>, q, lock};
  child.start();
  const int first = q.get(), second = q.get();
  EXPECT_EQ((std::set{first, second}), (std::set{1, 2}));
  child.join();
  EXPECT_EQ(child.exitcode(), 0);
}

} // namespace
} // namespace troupe::tests

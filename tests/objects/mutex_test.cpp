// One owner at a time, whoever dies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "objects/mutex.hpp"
#include "support/shared_object.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using objects::object_kind;
using objects::reference;
using testing::HasSubstr;

class Mutex : public testing::Test {
protected:
  [[nodiscard]] objects::mutex_owner me() const { return objects::this_thread(all_.table); }
  [[nodiscard]] bool lock(const reference& which) { return objects::lock_until(all_.table, *which, me(), os::never); }
  [[nodiscard]] bool unlock(const reference& which) { return objects::unlock(all_.table, *which, me()); }

  world all_;
  reference plain_ = objects::make_mutex(all_.table, object_kind::mutex);
  reference recursive_ = objects::make_mutex(all_.table, object_kind::recursive_mutex);
};

TEST_F(Mutex, Is_owned_by_one_thread_at_a_time) {
  EXPECT_TRUE(lock(plain_));
  std::thread{[&] {
    EXPECT_FALSE(objects::try_lock(*plain_, me()));
    EXPECT_FALSE(objects::lock_until(all_.table, *plain_, me(), os::deadline_after(5ms)));
    EXPECT_FALSE(unlock(plain_)) << "it is another's";
  }}.join();
  EXPECT_TRUE(unlock(plain_));
  EXPECT_FALSE(unlock(plain_));
}

TEST_F(Mutex, Says_so_when_a_thread_would_wait_for_itself) {
  EXPECT_TRUE(lock(plain_));
  EXPECT_THROW(static_cast<void>(lock(plain_)), contract_error);
  EXPECT_FALSE(objects::lock_until(all_.table, *plain_, me(), os::deadline_after(2ms)));
  EXPECT_TRUE(unlock(plain_));
}

TEST_F(Mutex, A_recursive_one_is_free_after_as_many_unlocks) {
  for (std::uint32_t i = 1; i <= 3; ++i) {
    EXPECT_TRUE(lock(recursive_));
    EXPECT_EQ(objects::depth_of(*recursive_), i);
  }
  EXPECT_EQ(objects::text_of_mutex(all_.table, *recursive_), "recursive_mutex(held by this thread, 3 times)");
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(unlock(recursive_));
  EXPECT_FALSE(unlock(recursive_));
  EXPECT_EQ(objects::text_of_mutex(all_.table, *recursive_), "recursive_mutex(free)");
}

TEST_F(Mutex, Of_a_thread_that_ends_is_free_and_says_so) {
  std::thread{[&] {
    EXPECT_TRUE(lock(plain_));
    EXPECT_TRUE(lock(recursive_));
    EXPECT_TRUE(lock(recursive_));
  }}.join();
  for (const reference& each : {plain_, recursive_}) {
    EXPECT_TRUE(lock(each));
    EXPECT_TRUE(objects::previous_owner_died(*each));
    EXPECT_EQ(objects::depth_of(*each), 1U);
    EXPECT_TRUE(unlock(each));
    EXPECT_FALSE(objects::previous_owner_died(*each));
  }
}

TEST_F(Mutex, Names_the_process_that_owns_it) {
  shared_object<std::atomic<std::uint32_t>> at;
  const step stage{*at};
  world::citizen other{all_, [&](objects::table& in) {
                         const reference mine = in.find(plain_.id());
                         objects::lock_until(in, *mine, objects::this_thread(in), os::never);
                         stage.reach(1);
                         return stage.await(2) ? 0 : 1;
                       }};
  ASSERT_TRUE(stage.await(1));
  EXPECT_EQ(objects::text_of_mutex(all_.table, *plain_), "mutex(held by worker 2 'citizen')");
  stage.reach(2);
  EXPECT_EQ(exit_code(other.wait()), 0);
  EXPECT_EQ(objects::text_of_mutex(all_.table, *plain_), "mutex(free, its last owner died)");
}

TEST_F(Mutex, Keeps_every_count_of_two_processes) {
  shared_object<std::uint64_t> counter;
  const auto count = [&](objects::table& in) {
    const reference mine = in.find(plain_.id());
    for (int i = 0; i < 200'000; ++i) {
      objects::lock_until(in, *mine, objects::this_thread(in), os::never);
      *counter = *counter + 1;
      if (!objects::unlock(in, *mine, objects::this_thread(in)))
        return 1;
    }
    return 0;
  };
  world::citizen one{all_, count}, two{all_, count};
  EXPECT_EQ(exit_code(one.wait()), 0);
  EXPECT_EQ(exit_code(two.wait()), 0);
  EXPECT_EQ(*counter, 400'000U);
}

class OwnerThatDies : public Mutex, public testing::WithParamInterface<const char*> {};

TEST_P(OwnerThatDies, Leaves_the_mutex_to_who_waits) {
  world::citizen victim{all_, [&](objects::table& in) {
                          const reference mine = in.find(plain_.id());
                          os::arm_fault(GetParam(), os::fault_action::kill, 3);
                          for (int i = 0; i < 5; ++i) {
                            objects::lock_until(in, *mine, objects::this_thread(in), os::never);
                            static_cast<void>(objects::unlock(in, *mine, objects::this_thread(in)));
                          }
                          return 0;
                        }};
  ASSERT_TRUE(wait_until([&] { return objects::owner_of(*plain_).slot == victim.where().slot; }));
  world::citizen heir{all_, [&](objects::table& in) {
                        const reference mine = in.find(plain_.id());
                        if (!objects::lock_until(in, *mine, objects::this_thread(in), os::deadline_after(patience)))
                          return 1;
                        return objects::previous_owner_died(*mine) ? 0 : 2;
                      }};
  EXPECT_EQ(victim.wait(), (ending{ending_kind::signalled, 9}));
  EXPECT_EQ(exit_code(heir.wait()), 0);
}

INSTANTIATE_TEST_SUITE_P(Step, OwnerThatDies, testing::Values("objects.mutex.taken", "objects.mutex.before_release"));

} // namespace
} // namespace troupe::tests

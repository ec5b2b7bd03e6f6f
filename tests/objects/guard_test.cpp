// The lock that outlives its holder.
#include <gtest/gtest.h>

#include "objects/guard.hpp"
#include "support/shared_object.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

struct counted {
  objects::guard_word guard;
  std::atomic<std::uint64_t> a, b;
};

void count_up(counted& what, const objects::table& in, int times) {
  for (int i = 0; i < times; ++i) {
    const objects::guard hold{in, what.guard};
    what.a.store(what.a.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    what.b.store(what.b.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
}

TEST(Guard, One_process_at_a_time_is_inside) {
  world all;
  shared_object<counted> what;
  const auto counts = [&](objects::table& in) {
    count_up(*what, in, 100'000);
    return 0;
  };
  world::citizen one{all, counts}, two{all, counts};
  EXPECT_EQ(exit_code(one.wait()), 0);
  EXPECT_EQ(exit_code(two.wait()), 0);
  EXPECT_EQ(what->a.load(), 200'000U);
  EXPECT_EQ(what->b.load(), 200'000U);
}

class AbandonedGuard : public testing::Test {
protected:
  world::citizen dies_inside() {
    return {all_, [this](objects::table& in) {
              os::arm_fault("objects.guard.taken", os::fault_action::kill);
              count_up(*what_, in, 1);
              return 0;
            }};
  }
  /// What two holders are told, one after the other.
  [[nodiscard]] std::pair<bool, bool> told() {
    const bool first = objects::guard{all_.table, what_->guard}.must_repair();
    const bool second = objects::guard{all_.table, what_->guard}.must_repair();
    return {first, second};
  }

  world all_;
  shared_object<counted> what_;
};

TEST_F(AbandonedGuard, The_next_holder_is_told_that_the_one_before_died_inside) {
  world::citizen victim = dies_inside();
  EXPECT_EQ(victim.wait(), (ending{ending_kind::signalled, 9}));
  EXPECT_FALSE(objects::abandon(what_->guard, all_.house.slot)) << "another slot's death is nothing to it";
  EXPECT_TRUE(objects::abandon(what_->guard, victim.where().slot));
  EXPECT_EQ(told(), (std::pair{true, false}));
}

TEST_F(AbandonedGuard, Is_found_out_by_who_wants_it_though_the_house_has_not_heard_of_the_death) {
  world::citizen victim = dies_inside();
  ASSERT_TRUE(wait_until([&] { return what_->guard.owner.load() != 0; }));
  EXPECT_EQ(told(), (std::pair{true, false}));
  EXPECT_EQ(victim.wait(), (ending{ending_kind::signalled, 9}));
}

} // namespace
} // namespace troupe::tests

// Units that are taken, lent, given back, and left by the dead.
#include <gtest/gtest.h>

#include "objects/semaphore.hpp"
#include "objects/stakes.hpp"
#include "support/shared_object.hpp"
#include "world.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using objects::object_kind;
using objects::reference;

TEST(Semaphore, Lets_as_many_in_as_it_has_units) {
  world all;
  const reference s = objects::make_semaphore(all.table, object_kind::semaphore, 2);
  EXPECT_TRUE(objects::try_acquire(*s));
  EXPECT_TRUE(objects::try_acquire(*s));
  EXPECT_FALSE(objects::try_acquire(*s));
  EXPECT_FALSE(objects::acquire_until(all.table, *s, os::deadline_after(5ms)));
  EXPECT_TRUE(objects::release(all.table, *s, 3));
  EXPECT_EQ(objects::units_of(*s), 3U);
}

TEST(Semaphore, A_bounded_one_refuses_more_than_it_began_with) {
  world all;
  const reference s = objects::make_semaphore(all.table, object_kind::bounded_semaphore, 1);
  EXPECT_FALSE(objects::release(all.table, *s, 1));
  EXPECT_TRUE(objects::try_acquire(*s));
  EXPECT_TRUE(objects::release(all.table, *s, 1));
  EXPECT_FALSE(objects::release(all.table, *s, 1));
}

TEST(Semaphore, Loans_are_given_back_by_the_process_that_has_them) {
  world all;
  const reference s = objects::make_semaphore(all.table, object_kind::semaphore, 2);
  EXPECT_FALSE(objects::give_back(all.table, *s));
  for (int i = 0; i < 5000; ++i) {
    ASSERT_TRUE(objects::borrow_until(all.table, *s, os::never));
    ASSERT_TRUE(objects::borrow_until(all.table, *s, os::never));
    ASSERT_FALSE(objects::borrow_until(all.table, *s, os::clock::now()));
    ASSERT_TRUE(objects::give_back(all.table, *s));
    ASSERT_TRUE(objects::give_back(all.table, *s));
    ASSERT_EQ(objects::units_of(*s), 2U);
  }
}

TEST(Semaphore, Never_more_are_inside_than_it_has_units) {
  world all;
  const reference s = objects::make_semaphore(all.table, object_kind::semaphore, 3);
  shared_object<std::atomic<int>> inside, most;
  std::vector<std::unique_ptr<world::citizen>> crowd;
  for (int i = 0; i < 6; ++i)
    crowd.push_back(std::make_unique<world::citizen>(all, [&](objects::table& in) {
      const reference mine = in.find(s.id());
      for (int k = 0; k < 300; ++k) {
        objects::borrow_until(in, *mine, os::never);
        const int now = inside->fetch_add(1) + 1;
        int before = most->load();
        while (before < now && !most->compare_exchange_weak(before, now)) {
        }
        inside->fetch_sub(1);
        if (!objects::give_back(in, *mine))
          return 1;
      }
      return 0;
    }));
  for (auto& each : crowd)
    EXPECT_EQ(exit_code(each->wait()), 0);
  EXPECT_LE(most->load(), 3);
  EXPECT_EQ(objects::units_of(*s), 3U);
}

struct place_of_death {
  const char* point;
  unsigned nth = 1;
  bool others_act = false; ///< and write over the name of its loan
};
void PrintTo(const place_of_death& which, std::ostream* out) { *out << which.point << ' ' << which.nth; }

class Borrower : public testing::TestWithParam<place_of_death> {};

TEST_P(Borrower, Killed_anywhere_leaves_every_unit) {
  world all;
  const reference s = objects::make_semaphore(all.table, object_kind::semaphore, 3);
  world::citizen victim{all, [&](objects::table& in) {
                          const reference mine = in.find(s.id());
                          objects::borrow_until(in, *mine, os::never);
                          os::arm_fault(GetParam().point, os::fault_action::kill, GetParam().nth);
                          for (int i = 0; i < 4; ++i) {
                            objects::borrow_until(in, *mine, os::never);
                            static_cast<void>(objects::give_back(in, *mine));
                          }
                          return 0;
                        }};
  const ending how = victim.process().wait();
  EXPECT_EQ(how, (ending{ending_kind::signalled, 9})) << "the step was never passed";
  if (GetParam().others_act) {
    ASSERT_TRUE(objects::borrow_until(all.table, *s, os::deadline_after(patience)));
    ASSERT_TRUE(objects::give_back(all.table, *s));
  }
  all.region->set_gone(victim.where().slot, how, false);
  all.region->sweep();
  all.caretaker.bury(victim.where());
  EXPECT_EQ(objects::units_of(*s), 3U);
}

INSTANTIATE_TEST_SUITE_P(Step, Borrower,
                         testing::Values(place_of_death{"objects.semaphore.before_take", 2},
                                         place_of_death{"objects.semaphore.taken", 2},
                                         place_of_death{"objects.semaphore.taken", 2, true},
                                         place_of_death{"objects.semaphore.before_return", 2},
                                         place_of_death{"objects.semaphore.before_return", 2, true},
                                         place_of_death{"objects.semaphore.returned", 2},
                                         place_of_death{"objects.semaphore.returned", 2, true}));

} // namespace
} // namespace troupe::tests

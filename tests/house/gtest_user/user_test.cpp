// A user's test program: troupe::gtest_main in place of GTest::gtest_main, and nothing else.
#include <troupe/troupe.hpp>

#include <gtest/gtest.h>

namespace {

troupe::behavior twice(troupe::event_based_actor*) {
  return {[](int x) { return 2 * x; }};
}

TEST(GtestMain, Has_made_a_system_that_tests_use_as_programs_do) {
  const caf::actor other = troupe::spawn(troupe::fn<twice>);
  troupe::self self;
  self->request(other, caf::infinite, 21)
    .receive([](int answer) { EXPECT_EQ(answer, 42); },
             [](const troupe::error_value& why) { FAIL() << troupe::text(why); });
}

} // namespace

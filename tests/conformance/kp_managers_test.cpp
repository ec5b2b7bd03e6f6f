/// What Python's managers are known to get wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/users_of_objects.hpp"

namespace troupe::tests {
namespace {

using testing::HasSubstr;

class KnownPainsOfManagers : public testing::Test {
protected:
  a_system sys_;
};

TEST_F(KnownPainsOfManagers, KP_21_UpdatesAreAtomicWhereTheValueIs) {
  const manager m;
  const dict<std::string, int> d = m.dict<std::string, int>();
  std::vector<caf::actor> workers;
  for (int i = 0; i < 3; ++i)
    workers.push_back(spawn(fn<bumps>, d, "n"));
  ask_all(workers, 200);
  EXPECT_EQ(d.at("n"), 600);
  EXPECT_EQ(d.setdefault("n", 1), 600);
  EXPECT_TRUE(d.compare_exchange("n", 600, 0));
  EXPECT_EQ(m.value<int>(4).add(3), 7);
}

TEST_F(KnownPainsOfManagers, KP_21_ManyOperationsAreOneMessage) {
  const manager m;
  const dict<int, int> d = m.dict<int, int>();
  batch b = m.batch();
  const auto to = b.on(d);
  for (int i = 0; i < 1000; ++i)
    to.insert_or_assign(i, i * i);
  b.run();
  EXPECT_EQ(d.size(), 1000U);
  EXPECT_EQ(d.at(31), 961);
}

/// Gives its only handle to whoever asks, and keeps none.
behavior gives_away(event_based_actor*, const manager& of) {
  return {[=](const std::string& word) {
    const list<std::string> made = of.list<std::string>({word});
    return made;
  }};
}

TEST_F(KnownPainsOfManagers, KP_22_AReferenceOnItsWayCounts) {
  const manager m;
  const caf::actor giver = spawn(fn<gives_away>, m);
  std::vector<list<std::string>> all;
  for (int i = 0; i < 50; ++i)
    all.push_back(ask<list<std::string>>(giver, std::to_string(i)));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(all[i].at(0), std::to_string(i));
}

TEST_F(KnownPainsOfManagers, KP_22_AReferenceThatAKilledProcessHadSentCounts) {
  const manager m;
  caf::actor giver = spawn(fn<gives_away>, m);
  const list<std::string> got = ask<list<std::string>>(giver, "left behind");
  ASSERT_TRUE(kill_process_of(giver));
  self self;
  self->monitor(giver);
  self->receive([](const down_msg&) {});
  EXPECT_EQ(got.at(0), "left behind");
  EXPECT_EQ(m.number_of_objects(), 1U);
}

TEST_F(KnownPainsOfManagers, KP_22_ReferencesOfAKilledProcessGo) {
  const manager m;
  const caf::actor keeper = spawn(fn<keeps>);
  EXPECT_TRUE(ask<bool>(keeper, m.list<int>({1})));
  self self;
  self->receive(caf::after(std::chrono::milliseconds(300)) >> [] {}); // longer than handles are kept warm here
  EXPECT_EQ(m.number_of_objects(), 1U);
  ASSERT_TRUE(kill_process_of(keeper));
  EXPECT_TRUE(comes_true([&] { return m.number_of_objects() == 0; }));
}

TEST_F(KnownPainsOfManagers, KP_22_NestedObjectsAreFreedWithTheirContainer) {
  const manager m;
  {
    const list<dict<int, list<int>>> outer = m.list<dict<int, list<int>>>();
    for (int i = 0; i < 10; ++i) {
      const dict<int, list<int>> inner = m.dict<int, list<int>>();
      for (int k = 0; k < 10; ++k)
        inner.insert_or_assign(k, m.list<int>({i, k}));
      outer.push_back(inner);
    }
    EXPECT_EQ(m.number_of_objects(), 111U);
    EXPECT_EQ(outer.at(3).at(4).snapshot(), (std::vector{3, 4}));
  }
  EXPECT_TRUE(comes_true([&] { return m.number_of_objects() == 0; }));
}

TEST_F(KnownPainsOfManagers, KP_22_MethodsThatGiveHandlesWorkInChildren) {
  const manager m;
  const caf::actor maker = spawn(fn<makes_lists>, m);
  EXPECT_EQ(ask<list<int>>(maker, 3).at(0), 3);
}

TEST_F(KnownPainsOfManagers, KP_22_AfterTheServersEndCallsFailWithAClearError) {
  std::optional<list<int>> old;
  {
    const manager m{{.name = "first"}};
    old = m.list<int>();
  }
  const manager next;
  EXPECT_EQ(next.list<int>({1}).size(), 1U);
  try {
    old->push_back(1);
    FAIL() << "it was done";
  } catch (const manager_lost& why) {
    EXPECT_THAT(why.what(), HasSubstr("the manager is lost"));
  }
}

} // namespace
} // namespace troupe::tests

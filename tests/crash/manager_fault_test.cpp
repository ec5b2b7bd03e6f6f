// A manager is killed at every named step while processes use its objects: whoever uses one is told by
// manager_lost, nobody waits for ever, and a manager made afterwards works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <troupe/manager.hpp>

#include "os/fault_point.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

struct step {
  const char* point;
  std::uint32_t nth;
};
void PrintTo(const step& which, std::ostream* out) { *out << which.point << ' ' << which.nth; }

/// Arms a fault point in the process of the manager that keeps it.
struct saboteur {
  void arm(const std::string& point, std::uint32_t nth) const {
    rooms::os::arm_fault(point.c_str(), rooms::os::fault_action::kill, nth);
  }
};

void bump(int& x, int by) { x += by; }

/// Works on shared objects until their manager is lost; tells its boss why it stopped.
behavior toiler(event_based_actor* self, const manager& office, const list<std::string>& words,
                const dict<int, int>& counts) {
  return {[=](const caf::actor& boss) {
    std::string why;
    try {
      for (int i = 0;; ++i) {
        words.push_back(std::string(i % 100, 'x'));
        counts.modify(i % 10, fn<bump>, 1);
        if (i % 50 == 0)
          words.clear();
        if (i % 20 == 0)
          office.list<int>({i}).push_back(i);
      }
    } catch (const manager_lost& lost) {
      why = lost.what();
    } catch (const std::exception& other) {
      why = std::string{"something else: "} + other.what();
    }
    self->send(boss, why);
  }};
}

class ManagerUnderLoad : public testing::TestWithParam<step> {};

TEST_P(ManagerUnderLoad, Killed_there_makes_everybody_throw_manager_lost) {
  const a_system sys;
  const manager office;
  const list<std::string> words = office.list<std::string>();
  const dict<int, int> counts = office.dict<int, int>();
  self self;
  const object<saboteur> inside = office.make<saboteur>();
  for (int i = 0; i < 3; ++i)
    self->send(spawn(fn<toiler>, office, words, counts), caf::actor{self});
  inside.call(fn<&saboteur::arm>, GetParam().point, GetParam().nth);
  for (int i = 0; i < 3; ++i)
    self->receive([](const std::string& why) { EXPECT_THAT(why, testing::HasSubstr("killed by signal 9")); });
  EXPECT_THROW(words.push_back("x"), manager_lost);
  EXPECT_THROW(static_cast<void>(counts.size()), manager_lost);
  EXPECT_THROW(static_cast<void>(office.ns()), manager_lost);
  const manager next;
  EXPECT_EQ(next.list<int>({1}).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Step, ManagerUnderLoad,
                         testing::Values(step{"manager.operation.before", 300}, step{"manager.operation.after", 300},
                                         step{"manager.object.made", 5}, step{"mailbox.ring.reserved", 300},
                                         step{"mailbox.ring.before_tail", 300}, step{"mailbox.ring.after_tail", 300},
                                         step{"mailbox.bell.before_ring", 300}, step{"mailbox.bell.before_wake", 3}),
                         [](const testing::TestParamInfo<step>& info) {
                           std::string name{info.param.point};
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

// Those who use a manager are killed at random; what they did is done as a whole, and what they held goes.
TEST(ManagerWithDyingUsers, Forgets_what_they_held_and_goes_on) {
  const a_system sys;
  const manager office;
  const list<std::string> words = office.list<std::string>();
  const dict<int, int> counts = office.dict<int, int>();
  self self;
  for (int round = 0; round < 10; ++round) {
    std::vector<caf::actor> toilers;
    for (int i = 0; i < 3; ++i) {
      toilers.push_back(spawn(fn<toiler>, office, words, counts));
      self->send(toilers.back(), caf::actor{self});
    }
    const int before = counts.find(1).value_or(0);
    while (counts.find(1).value_or(0) < before + 3)
      ;
    for (const caf::actor& one : toilers)
      EXPECT_TRUE(kill_process_of(one));
  }
  const auto only_ours = [&] {
    self->receive(caf::after(std::chrono::milliseconds(1)) >> [] {});
    return office.number_of_objects() == 2;
  };
  EXPECT_TRUE(wait_until(only_ours)) << office.number_of_objects();
}

} // namespace
} // namespace troupe::tests

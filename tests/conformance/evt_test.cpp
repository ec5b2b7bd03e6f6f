/// Events.
#include <gtest/gtest.h>

#include "support/in_thread.hpp"
#include "support/listener.hpp"
#include "support/maker.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
namespace os = rooms::os;

struct Event : testing::TestWithParam<flavour> {
  a_system sys;
  const maker make{GetParam()};
  const event e = make.event();
  const std::unique_ptr<event_door> mine = door_to(GetParam(), e);
};
INSTANTIATE_TEST_SUITE_P(By, Event, each_flavour_and_manager(), flavour_name);

TEST_P(Event, EVT_01_SetAndClearMayBeRepeated) {
  EXPECT_FALSE(mine->is_set());
  mine->clear();
  EXPECT_FALSE(mine->is_set());
  for (int i = 0; i < 2; ++i) {
    mine->set();
    mine->set();
    EXPECT_TRUE(mine->is_set());
    mine->clear();
    mine->clear();
    EXPECT_FALSE(mine->is_set());
  }
}

void wait_and_say(flavour how, const event& e, const caf::actor& test) {
  const auto mine = door_to(how, e);
  say(test, mine->wait_for(1ms));
  mine->wait();
  say(test, 1);
}

TEST_P(Event, EVT_02_WaitReturnsOnceItIsSet) {
  listener test;
  const process waits{fn<wait_and_say>, GetParam(), e, static_cast<caf::actor>(test)};
  waits.start();
  auto thread = begin_in_thread([&] { door_to(GetParam(), e)->wait(); });
  EXPECT_FALSE(test.hear<bool>());
  EXPECT_FALSE(test.has_heard<int>());
  EXPECT_EQ(thread.wait_for(20ms), std::future_status::timeout);
  mine->set();
  EXPECT_EQ(test.hear<int>(), 1);
  thread.get();
  mine->wait();
  waits.join();
}

void set(flavour how, const event& e) { door_to(how, e)->set(); }

TEST_P(Event, EVT_02_AnotherProcessSetsIt) {
  const process sets{fn<set>, GetParam(), e};
  sets.start();
  mine->wait();
  EXPECT_TRUE(mine->is_set());
  sets.join();
}

TEST_P(Event, EVT_03_WaitForIsFalseWhenTheTimeIsUpAndNotEarlier) {
  const auto before = os::clock::now();
  EXPECT_FALSE(mine->wait_for(50ms));
  EXPECT_GE(os::clock::now() - before, 50ms);
}

TEST_P(Event, EVT_04_WaitForNothingLooks) {
  EXPECT_FALSE(mine->wait_for(0s));
  EXPECT_FALSE(mine->wait_for(-1h));
  mine->set();
  const auto before = os::clock::now();
  EXPECT_TRUE(mine->wait_for(patience));
  mine->wait();
  EXPECT_LT(os::clock::now() - before, patience / 2);
  EXPECT_TRUE(e.wait_for(0s)) << "by message a limit counts for the way there and back too";
}

TEST_P(Event, EVT_05_TheTextFormSaysWhetherItIsSet) {
  EXPECT_EQ(mine->text(), "event(unset)");
  mine->set();
  EXPECT_EQ(mine->text(), "event(set)");
}

} // namespace
} // namespace troupe::tests

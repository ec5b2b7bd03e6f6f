/// Start methods.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

#include "os/process_facts.hpp"
#include "support/listener.hpp"
#include "support/test_actors.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
namespace os = rooms::os;

const int constructed_in = os::own_pid();

void say_parent_pid(const caf::actor& test) { say(test, static_cast<int>(::getppid())); }

TEST(StartMethod, STM_01_BothAreListedTheDefaultFirst) {
  EXPECT_THAT(start_methods(), ElementsAre(fork_server, troupe::exec));
  EXPECT_EQ(start_methods().front(), system_options{}.start);
  EXPECT_EQ(name(fork_server), "fork_server");
  EXPECT_EQ(name(troupe::exec), "exec");
}

TEST(StartMethod, STM_04_AProcessMayBeMadeByTheOtherMethod) {
  const a_system sys;
  listener test;
  for (const start_method method : start_methods()) {
    const process p{{.start = method}, fn<say_parent_pid>, static_cast<caf::actor>(test)};
    p.start();
    EXPECT_NE(test.hear<int>(), os::own_pid());
    p.join();
    EXPECT_EQ(p.exitcode(), 0);
  }
}

TEST(StartMethod, STM_05_OneForkServerMakesAllOfThem) {
  const a_system sys;
  listener test;
  std::set<int> parents;
  for (int i = 0; i < 5; ++i) {
    const process p{fn<say_parent_pid>, static_cast<caf::actor>(test)};
    p.start();
    parents.insert(test.hear<int>());
    p.join();
  }
  EXPECT_THAT(parents, SizeIs(1));
  EXPECT_THAT(os::descendants_of(os::own_pid()), testing::Contains(*parents.begin()));
}

TEST(StartMethod, STM_09_TheyDifferInWhatIsInheritedAndInNothingThatTheseTestsSee) {
  const a_system sys;
  listener test;
  for (const start_method method : start_methods()) {
    const process p{{.start = method},
                    fn<[](const caf::actor& to) { say(to, constructed_in == os::own_pid()); }>,
                    static_cast<caf::actor>(test)};
    p.start();
    EXPECT_EQ(test.hear<bool>(), method == troupe::exec);
    p.join();
  }
}

TEST(StartMethod, STM_06_TheForkServerEndsWithTheSystem) {
  int server = 0;
  {
    const a_system sys;
    listener test;
    const process p{fn<say_parent_pid>, static_cast<caf::actor>(test)};
    p.start();
    server = test.hear<int>();
    p.join();
    EXPECT_NE(os::process_state(server), 0);
  }
  EXPECT_EQ(os::process_state(server), 0);
}

} // namespace
} // namespace troupe::tests

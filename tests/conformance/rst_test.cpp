/// What is left behind: nothing.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/process_facts.hpp"
#include "support/leak_check.hpp"
#include "support/listener.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
namespace os = rooms::os;

std::vector<int> guards() {
  std::vector<int> found;
  for (const int pid : os::descendants_of(os::own_pid())) {
    std::ifstream file{"/proc/" + std::to_string(pid) + "/cmdline"};
    const std::string line{std::istreambuf_iterator<char>{file}, {}};
    if (line.find("troupe-guard") != line.npos)
      found.push_back(pid);
  }
  return found;
}

void start_another(const caf::actor& test) {
  const process p{fn<wait_for_go>, test};
  p.start();
  p.join();
}

TEST(WhatIsLeft, RST_01_RST_02_OneGuardLooksAfterAllProcesses) {
  const a_system sys;
  listener test;
  const process p{fn<start_another>, static_cast<caf::actor>(test)};
  p.start();
  const caf::actor grandchild = test.hear<caf::actor>();
  EXPECT_THAT(guards(), SizeIs(1));
  let_go(grandchild);
  p.join();
}

TEST(WhatIsLeft, RST_03_ACleanExitLeavesNothing) {
  const belongings before = take_stock();
  {
    const a_system sys;
    listener test;
    const process p{fn<start_another>, static_cast<caf::actor>(test)};
    p.start();
    let_go(test.hear<caf::actor>());
    p.join();
  }
  EXPECT_THAT(lasting_leaks_since(before), IsEmpty());
}

} // namespace
} // namespace troupe::tests

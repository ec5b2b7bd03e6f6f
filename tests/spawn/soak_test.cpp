#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "attendant.hpp"
#include "entries.hpp"
#include "os/process_facts.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {

namespace {

std::ptrdiff_t open_files(const std::string& pid) {
  const std::filesystem::directory_iterator all{"/proc/" + pid + "/fd"};
  return std::distance(begin(all), end(all));
}

long resident_pages(const std::string& pid) {
  long whole = 0;
  long resident = 0;
  std::ifstream{"/proc/" + pid + "/statm"} >> whole >> resident;
  return resident;
}

void cycle(attendant& root) {
  const auto number = root.ask(entries::silent);
  root.signal(number, SIGKILL);
  root.end_of(number);
  root.spawned_ones.clear();
  root.gone_ones.clear();
  root.events.clear();
}

} // namespace

TEST(Soak, TenThousandCyclesLeaveNoZombieNoDescriptorAndNoMemory) {
  set_test_limit(std::chrono::seconds(600));
  attendant root;
  for (int i = 0; i < 500; ++i)
    cycle(root);
  const auto spawner = std::to_string(root.pid_named("troupe-spawner"));
  const auto files = open_files(spawner);
  const auto own_files = open_files("self");
  const auto pages = resident_pages(spawner);
  for (int i = 0; i < 10'000; ++i)
    cycle(root);
  EXPECT_TRUE(wait_until([&] { return open_files(spawner) <= files; })) << open_files(spawner);
  EXPECT_EQ(open_files("self"), own_files);
  EXPECT_LE(resident_pages(spawner), pages + 64);
  EXPECT_EQ(os::children_of(std::stoi(spawner)), std::vector<int>{});
}

TEST(Soak, AThousandSpawnersOneAfterTheOther) {
  set_test_limit(std::chrono::seconds(600));
  for (int i = 0; i < 1000; ++i) {
    attendant root;
    if (i % 10 == 0) {
      EXPECT_EQ(root.end_of(root.ask(entries::nothing)), (ending{ending_kind::exited, 0}));
    }
  }
}

} // namespace troupe::tests

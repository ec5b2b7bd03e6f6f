/// Descriptors and standard streams.
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>

#include "support/listener.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStdout;

void say_standard_input(const caf::actor& test) {
  say(test, std::filesystem::read_symlink("/proc/self/fd/0").string());
}

TEST(Descriptors, FDH_01_StandardInputIsNull) {
  const auto before = std::filesystem::read_symlink("/proc/self/fd/0");
  const a_system sys;
  listener test;
  const process p{fn<say_standard_input>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_EQ(test.hear<std::string>(), "/dev/null");
  p.join();
  EXPECT_EQ(std::filesystem::read_symlink("/proc/self/fd/0"), before);
}

/// What is open beside the standard streams, before the process has used anything of troupe.
std::vector<std::string> open_at_first() {
  std::vector<std::string> all;
  for (const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    std::error_code gone;
    const auto what = std::filesystem::read_symlink(each.path(), gone);
    if (!gone && std::stoi(each.path().filename()) > 2)
      all.push_back(what);
  }
  return all;
}

bool is_memory_of_troupe(const std::string& what) {
  return what.starts_with("/memfd:troupe") || what == "anon_inode:[eventfd]";
}

void say_descriptors(const caf::actor& test) {
  std::vector<std::string> others = open_at_first();
  std::erase_if(others,
                [](const std::string& what) { return is_memory_of_troupe(what) || what.starts_with("/proc/"); });
  say(test, others);
}

TEST(Descriptors, FDH_02_AProcessHasTheStandardStreamsAndNoneOfItsParents) {
  const int inherited = ::open("/dev/zero", O_RDONLY); // without close-on-exec
  const a_system sys;
  listener test;
  const process p{fn<say_descriptors>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_THAT(test.hear<std::vector<std::string>>(), IsEmpty());
  p.join();
  ::close(inherited);
}

void print_second() { std::printf("second\n"); }

TEST(Descriptors, FDH_03_WhatTheParentHasBufferedIsWrittenBeforeAndOnce) {
  CaptureStdout();
  {
    const a_system sys;
    std::printf("first\n");
    std::cout << "and this";
    const process p{fn<print_second>};
    p.start();
    p.join();
    std::printf("third\n");
  }
  std::fflush(stdout);
  EXPECT_EQ(GetCapturedStdout(), "first\nand thissecond\nthird\n");
}

} // namespace
} // namespace troupe::tests

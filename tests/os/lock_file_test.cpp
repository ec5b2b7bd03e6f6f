#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "os/local_socket.hpp"
#include "support/scoped.hpp"

namespace troupe::rooms::os {
namespace {

TEST(LockFile, Is_held_by_one_and_gone_with_it) {
  const tests::temp_folder folder;
  const std::string path = folder.path() / "lock";
  {
    const auto held = lock_file::take(path);
    ASSERT_TRUE(held);
    EXPECT_TRUE(lock_file::is_held(path));
    EXPECT_EQ(lock_file::holder(path), ::getpid());
    EXPECT_FALSE(lock_file::take(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(LockFile, Who_looks_whether_it_is_held_keeps_nobody_from_taking_it) {
  const tests::temp_folder folder;
  const std::string path = folder.path() / "lock";
  std::atomic<bool> is_over{false};
  std::thread looker{[&] {
    while (!is_over)
      static_cast<void>(lock_file::is_held(path));
  }};
  int refused = 0;
  for (int i = 0; i < 500; ++i)
    refused += lock_file::take(path) ? 0 : 1;
  is_over = true;
  looker.join();
  EXPECT_EQ(refused, 0);
}

} // namespace
} // namespace troupe::rooms::os

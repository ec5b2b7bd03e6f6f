#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "os/mapping.hpp"
#include "os/populate.hpp"
#include "os/shared_file.hpp"
#include "os/unmapping.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {
namespace {

constexpr std::uint64_t pages(std::uint64_t count) { return count * page_size; }

shared_file make(std::uint64_t count = 16) { return shared_file::create("troupe-test", pages(count)); }

TEST(SharedFile, A_new_file_has_its_size_and_not_one_page) {
  const auto file = make(1 << 20);
  EXPECT_EQ(file.size(), pages(1 << 20));
  EXPECT_EQ(file.allocated(), 0U);
  EXPECT_EQ(::fcntl(file.descriptor(), F_GETFD), FD_CLOEXEC);
}

TEST(SharedFile, Reserving_allocates_exactly_and_punching_gives_back) {
  auto file = make();
  EXPECT_EQ(file.reserve(pages(2), pages(3)), 0);
  EXPECT_EQ(file.allocated(), pages(3));
  EXPECT_EQ(file.reserve(pages(2), pages(3)), 0) << "reserving twice";
  EXPECT_EQ(file.allocated(), pages(3));
  file.punch(pages(3), pages(1));
  EXPECT_EQ(file.allocated(), pages(2));
}

TEST(SharedFile, Punched_pages_read_as_zero_when_reserved_again) {
  auto file = make();
  ASSERT_EQ(file.reserve(0, pages(1)), 0);
  const mapping view{file, 0, pages(1), access::read_write};
  std::memset(view.data(), 7, view.size());
  file.punch(0, pages(1));
  ASSERT_EQ(file.reserve(0, pages(1)), 0);
  EXPECT_EQ(view.data()[100], std::byte{0});
}

TEST(SharedFile, Reserving_keeps_what_was_written) {
  auto file = make();
  ASSERT_EQ(file.reserve(0, pages(1)), 0);
  const mapping view{file, 0, pages(2), access::read_write};
  view.data()[5] = std::byte{9};
  ASSERT_EQ(file.reserve(0, pages(2)), 0);
  EXPECT_EQ(view.data()[5], std::byte{9});
}

long faults_so_far() {
  rusage now{};
  ::getrusage(RUSAGE_THREAD, &now);
  return now.ru_minflt;
}

TEST(SharedFile, Populated_pages_are_touched_without_a_fault_and_keep_what_they_hold) {
  auto file = make(64);
  ASSERT_EQ(file.reserve(0, pages(64)), 0);
  const mapping view{file, 0, pages(64), access::read_write};
  view.data()[pages(63)] = std::byte{5};
  populate(view, access::read_write);
  const long before = faults_so_far();
  for (std::uint64_t i = 0; i < 64; ++i)
    view.data()[pages(i) + 1] = std::byte{1};
  EXPECT_LT(faults_so_far() - before, 16) << "one for each would be 64";
  EXPECT_EQ(view.data()[pages(63)], std::byte{5});
  EXPECT_EQ(file.allocated(), pages(64));
}

TEST(SharedFile, Nobody_can_change_its_size_or_the_seals) {
  const auto file = make();
  EXPECT_NE(::ftruncate(file.descriptor(), 0), 0);
  EXPECT_NE(::ftruncate(file.descriptor(), static_cast<off_t>(pages(17))), 0);
  EXPECT_NE(::fcntl(file.descriptor(), F_ADD_SEALS, F_SEAL_WRITE), 0);
}

TEST(SharedFile, An_adopted_descriptor_is_the_same_memory) {
  auto file = make();
  ASSERT_EQ(file.reserve(0, pages(1)), 0);
  const mapping here{file, 0, pages(1), access::read_write};
  const auto again = shared_file::adopt(fd{::fcntl(file.descriptor(), F_DUPFD_CLOEXEC, 0)}, file.size());
  const mapping there{again, 0, pages(1), access::read_only};
  here.data()[1] = std::byte{42};
  EXPECT_EQ(there.data()[1], std::byte{42});
}

TEST(SharedFile, An_adopted_descriptor_knows_its_size) {
  const auto file = make(7);
  const auto again = shared_file::adopt(fd{::fcntl(file.descriptor(), F_DUPFD_CLOEXEC, 0)});
  EXPECT_EQ(again.size(), pages(7));
}

TEST(SharedFile, Without_memfd_it_is_a_nameless_file_in_dev_shm) {
  const tests::scoped_fault missing{"os.memfd", fault_action::fail, 1, ENOSYS};
  auto file = make();
  EXPECT_EQ(file.reserve(0, pages(1)), 0);
  const mapping view{file, 0, pages(1), access::read_write};
  view.data()[0] = std::byte{1};
  EXPECT_EQ(file.allocated(), pages(1));
}

TEST(SharedFile, Any_other_failure_of_memfd_is_an_error) {
  const tests::scoped_fault full{"os.memfd", fault_action::fail, 1, EMFILE};
  EXPECT_THROW(make(), no_resource);
}

TEST(SharedFile, A_file_in_a_directory_leaves_no_name_there) {
  const tests::temp_folder folder;
  auto file = shared_file::create("troupe-test", pages(4), folder.path());
  EXPECT_EQ(file.reserve(0, pages(4)), 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SharedFile, A_directory_that_is_not_there_is_named_in_the_error) {
  try {
    shared_file::create("troupe-test", pages(1), "/no/such/folder");
    ADD_FAILURE() << "made a file in a folder that is not there";
  } catch (const no_resource& caught) {
    EXPECT_NE(std::string{caught.what()}.find("/no/such/folder"), std::string::npos);
    EXPECT_EQ(caught.number(), ENOENT);
  }
}

TEST(SharedFile, An_injected_full_memory_is_reported_and_changes_nothing) {
  auto file = make();
  const tests::scoped_fault full{"os.shared_file.reserve", fault_action::fail, 1, ENOSPC};
  EXPECT_EQ(file.reserve(0, pages(1)), ENOSPC);
  EXPECT_EQ(file.allocated(), 0U);
  EXPECT_EQ(file.reserve(0, pages(1)), 0) << "the fault was for the first passing only";
}

constexpr int could_not_mount = 77;

TEST(SharedFile, On_a_full_tmpfs_reserve_says_enospc_and_gives_the_pages_back) {
  const tests::temp_folder folder;
  const auto how = tests::run_in_child([&] {
    if (!tests::mount_small_tmpfs(folder.path(), pages(8)))
      return could_not_mount;
    auto file = shared_file::create("troupe-test", pages(64), folder.path());
    EXPECT_EQ(file.reserve(0, pages(4)), 0);
    EXPECT_EQ(file.reserve(pages(4), pages(32)), ENOSPC);
    EXPECT_EQ(file.allocated(), pages(4));
    EXPECT_EQ(file.reserve(pages(4), pages(2)), 0);
    return 0;
  });
  if (how.code == could_not_mount)
    GTEST_SKIP() << "no mounts allowed here";
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(Mapping, A_read_only_mapping_does_not_take_a_write) {
  auto file = make();
  ASSERT_EQ(file.reserve(0, pages(1)), 0);
  const auto how = tests::run_in_child([&] {
    ::signal(SIGSEGV, SIG_DFL); // a sanitizer's handler would make it an exit code
    const mapping view{file, 0, pages(1), access::read_only};
    *const_cast<volatile std::byte*>(view.data()) = std::byte{1};
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::signalled, SIGSEGV}));
}

TEST(Mapping, Is_left_out_of_core_dumps) {
  auto file = make();
  const mapping view{file, 0, pages(16), access::read_write};
  std::ostringstream start;
  start << std::hex << reinterpret_cast<std::uintptr_t>(view.data()) << '-';
  std::ifstream maps{"/proc/self/smaps"};
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    inside = inside || line.starts_with(start.str());
    if (inside && line.starts_with("VmFlags:")) {
      EXPECT_NE(line.find(" dd"), std::string::npos) << line;
      return;
    }
  }
  FAIL() << "the mapping is not in smaps";
}

TEST(Mapping, Moving_and_assigning_unmaps_once) {
  auto file = make();
  mapping one{file, 0, pages(1), access::read_only};
  mapping two{file, pages(1), pages(1), access::read_only};
  const auto* data = two.data();
  one = std::move(two);
  EXPECT_EQ(one.data(), data);
  EXPECT_FALSE(two); // NOLINT: what is left after the move is the point
  one = mapping{};
  EXPECT_FALSE(one);
}

TEST(Mapping, Reports_the_failure_of_the_kernel) {
  auto file = make();
  const tests::scoped_fault full{"os.mapping.map", fault_action::fail, 1, ENOMEM};
  EXPECT_THROW((mapping{file, 0, pages(1), access::read_only}), no_resource);
}

TEST(Mapping, Left_to_the_end_it_stays_until_the_process_ends) {
  const auto in_a_child = troupe::tests::run_in_child([] {
    const auto file = make();
    std::byte* where = nullptr;
    {
      const mapping view{file, 0, pages(1), access::read_write};
      where = view.data();
      *where = std::byte{7};
      leave_unmapping_to_the_end();
    }
    EXPECT_EQ(*where, std::byte{7});
    return 0;
  });
  EXPECT_EQ(in_a_child, (ending{ending_kind::exited, 0}));
}

} // namespace
} // namespace troupe::rooms::os

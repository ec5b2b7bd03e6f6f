#include "troupe/error.hpp"

#include <cerrno>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "os/failure.hpp"

namespace troupe {
namespace {

using testing::HasSubstr;

template <errc Code>
void expect_own_class() {
  EXPECT_THROW(throw_error(Code, "why"), error_of<Code>);
}

TEST(Error, Every_code_is_thrown_as_its_own_class_with_code_and_text) {
  expect_own_class<errc::contract_error>();
  expect_own_class<errc::worker_lost>();
  expect_own_class<errc::mailbox_full>();
  for (auto value = 1; value <= static_cast<int>(errc::last_code_); ++value) {
    const auto code = static_cast<errc>(value);
    try {
      throw_error(code, "why");
    } catch (const error& caught) {
      EXPECT_EQ(caught.code(), code);
      EXPECT_STREQ(caught.what(), "why");
    }
  }
}

TEST(Error, Every_code_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (auto value = 0; value <= static_cast<int>(errc::last_code_); ++value)
    names.insert(name(static_cast<errc>(value)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(errc::last_code_) + 1);
  EXPECT_EQ(name(errc::worker_lost), "worker_lost");
  EXPECT_EQ(name(errc::mailbox_full), "mailbox_full");
}

TEST(Error, A_code_of_a_newer_troupe_is_an_unknown_error_to_give_up_on) {
  const auto newer = static_cast<errc>(250);
  EXPECT_EQ(name(newer), "unknown_error");
  EXPECT_EQ(remedy_of(newer), remedy::give_up);
  EXPECT_THROW(throw_error(newer, "why"), error);
}

TEST(Error, Remedies_tell_wrong_input_from_bad_luck) {
  EXPECT_EQ(remedy_of(errc::contract_error), remedy::fix_input);
  EXPECT_EQ(remedy_of(errc::mailbox_full), remedy::retry_later);
  EXPECT_EQ(remedy_of(errc::worker_lost), remedy::reconnect);
  EXPECT_EQ(remedy_of(errc::decode_error), remedy::give_up);
  EXPECT_EQ(timeout{"late"}.remedy(), remedy::retry_later);
}

TEST(Error, No_resource_carries_the_errno) {
  try {
    throw_error(errc::no_resource, "why", ENOSPC);
  } catch (const no_resource& caught) {
    EXPECT_EQ(caught.number(), ENOSPC);
    EXPECT_EQ(caught.code(), errc::no_resource);
  }
}

TEST(Failure, The_text_says_what_was_done_what_failed_and_what_to_do) {
  for (const int number : {EMFILE, ENOSPC, ENOMEM, EAGAIN})
    try {
      rooms::os::throw_errno("opening the door", number);
    } catch (const no_resource& caught) {
      const std::string text = caught.what();
      EXPECT_EQ(caught.number(), number);
      EXPECT_THAT(text, testing::StartsWith("opening the door: " + rooms::os::errno_text(number) + "; "));
      EXPECT_GT(text.size(), text.find("; ") + 20) << text;
    }
}

TEST(Failure, Without_a_number_it_is_the_threads_errno) {
  errno = EBADF;
  try {
    rooms::os::throw_errno("closing");
  } catch (const no_resource& caught) {
    EXPECT_EQ(caught.number(), EBADF);
    EXPECT_STREQ(caught.what(), "closing: Bad file descriptor (EBADF)");
  }
}

TEST(Failure, A_number_without_a_name_is_printed_as_a_number) {
  EXPECT_EQ(rooms::os::errno_text(4711), "error 4711");
  EXPECT_THAT(rooms::os::errno_text(ENOENT), HasSubstr("(ENOENT)"));
}

} // namespace
} // namespace troupe

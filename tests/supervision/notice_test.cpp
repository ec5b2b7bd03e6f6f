// What programs say of themselves: datagrams from anywhere, and what is understood of them.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

#include "os/fd.hpp"
#include "os/poll.hpp"
#include "supervision/notices.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using namespace rooms;
using namespace rooms::supervision;

/// As sd_notify does it; the descriptor, if there is one, goes along.
void say(const std::string& to, const std::string& text, int descriptor = -1) {
  const os::fd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_EQ(to.front(), '@');
  std::memcpy(address.sun_path + 1, to.data() + 1, to.size() - 1);
  iovec words{const_cast<char*>(text.data()), text.size()};
  alignas(cmsghdr) char beside[CMSG_SPACE(sizeof(int))] = {};
  msghdr head{};
  head.msg_name = &address;
  head.msg_namelen = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + to.size());
  head.msg_iov = &words;
  head.msg_iovlen = 1;
  if (descriptor >= 0) {
    head.msg_control = beside;
    head.msg_controllen = sizeof beside;
    cmsghdr* const carrier = CMSG_FIRSTHDR(&head);
    carrier->cmsg_level = SOL_SOCKET;
    carrier->cmsg_type = SCM_RIGHTS;
    carrier->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(carrier), &descriptor, sizeof descriptor);
  }
  ASSERT_EQ(::sendmsg(socket.get(), &head, 0), static_cast<ssize_t>(text.size())) << std::strerror(errno);
}

struct heard {
  life_of life;
  notice what;
  friend bool operator==(const heard&, const heard&) = default;
};

std::vector<heard> hear(notices& of) {
  std::vector<heard> all;
  of.hear([&](const life_of& life, const notice& what) { all.push_back({life, what}); });
  return all;
}

TEST(Notice, What_is_understood_of_a_text) {
  EXPECT_EQ(read_notice("READY=1"), (notice{.is_ready = true}));
  EXPECT_EQ(read_notice("STATUS=READY=1\nREADY=0\nREADY=11\n"), notice{});
  EXPECT_EQ(read_notice("MAINPID=7\nREADY=1\nSTATUS=here\n"), (notice{.is_ready = true}));
  EXPECT_EQ(read_notice("EXTEND_TIMEOUT_USEC=2500000"), (notice{.extend = 2500ms}));
  for (const char* nonsense : {"", "\n\n\n", "=", "EXTEND_TIMEOUT_USEC=", "EXTEND_TIMEOUT_USEC=-1",
                               "EXTEND_TIMEOUT_USEC=1s", "EXTEND_TIMEOUT_USEC=99999999999999999999999"})
    EXPECT_EQ(read_notice(nonsense), notice{}) << nonsense;
  EXPECT_GT(read_notice("EXTEND_TIMEOUT_USEC=18446744073709551615").extend, duration::zero());
}

TEST(Notice, Each_life_has_an_address_of_its_own) {
  notices all;
  EXPECT_EQ(all.descriptor(), -1);
  const std::string one = all.listen({1, 1}), two = all.listen({2, 5});
  EXPECT_NE(one, two);
  EXPECT_TRUE(hear(all).empty());
  say(two, "READY=1");
  EXPECT_TRUE(os::is_readable(all.descriptor()));
  EXPECT_EQ(hear(all), (std::vector<heard>{{{2, 5}, {.is_ready = true}}}));
  say(one, "EXTEND_TIMEOUT_USEC=1000000\n");
  say(one, "READY=1\n");
  EXPECT_EQ(hear(all), (std::vector<heard>{{{1, 1}, {.extend = 1s}}, {{1, 1}, {.is_ready = true}}}));
}

TEST(Notice, A_life_that_is_over_is_heard_no_more) {
  notices all;
  const std::string first = all.listen({1, 1});
  say(first, "READY=1");
  const std::string second = all.listen({1, 2});
  EXPECT_NE(first, second);
  EXPECT_TRUE(hear(all).empty()) << "what the first has said is not of the second";
  say(second, "READY=1");
  EXPECT_EQ(hear(all), (std::vector<heard>{{{1, 2}, {.is_ready = true}}}));
  all.forget(1);
  all.forget(1);
  EXPECT_EQ(all.descriptor(), -1);
}

TEST(Notice, Garbage_and_descriptors_that_come_along_are_let_go_of) {
  notices all;
  const std::string address = all.listen({1, 1});
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  say(address, std::string(20000, '\0'));
  say(address, "READY=1", ends[1]);
  ::close(ends[1]);
  EXPECT_EQ(hear(all).size(), 2U);
  EXPECT_TRUE(os::wait_readable(ends[0], os::deadline_after(10s))) << "nobody has the other end any more";
  ::close(ends[0]);
}

} // namespace
} // namespace troupe::tests

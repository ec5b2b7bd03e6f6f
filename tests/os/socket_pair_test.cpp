#include "os/socket_pair.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/time.h>
#include <unistd.h>

#include "os/event_fd.hpp"
#include "os/poll.hpp"
#include "os/signals.hpp"
#include "support/child.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

TEST(PacketSocket, Keeps_packets_whole_and_in_order) {
  const auto [a, b] = packet_socket::pair();
  const auto big = std::vector<std::byte>(packet_socket::most_bytes, std::byte{7});
  EXPECT_EQ(a.send(bytes_of("one")), packet_result::done);
  EXPECT_EQ(a.send(big), packet_result::done);
  packet got;
  EXPECT_EQ(b.receive(got), packet_result::done);
  EXPECT_EQ(got.bytes, bytes_of("one"));
  EXPECT_EQ(b.receive(got), packet_result::done);
  EXPECT_EQ(got.bytes, big);
}

TEST(PacketSocket, Nothing_there_and_no_room_are_told_without_waiting) {
  const auto [a, b] = packet_socket::pair();
  packet got;
  EXPECT_EQ(b.receive(got, waiting::no), packet_result::would_wait);
  const auto big = std::vector<std::byte>(packet_socket::most_bytes);
  auto result = packet_result::done;
  for (int i = 0; i < 10'000 && result == packet_result::done; ++i)
    result = a.send(big, {}, waiting::no);
  EXPECT_EQ(result, packet_result::would_wait);
}

TEST(PacketSocket, What_was_sent_is_read_before_the_end_is_told) {
  auto [a, b] = packet_socket::pair();
  a.send(bytes_of("last words"));
  a.close();
  packet got;
  EXPECT_EQ(b.receive(got), packet_result::done);
  EXPECT_EQ(got.bytes, bytes_of("last words"));
  EXPECT_EQ(b.receive(got), packet_result::closed);
  EXPECT_EQ(b.send(bytes_of("too late")), packet_result::closed) << "and no SIGPIPE";
}

TEST(PacketSocket, A_killed_peer_has_closed_its_end) {
  auto [a, b] = packet_socket::pair();
  tests::child peer{[&, &mine = b] {
    a.close();
    packet never_comes;
    mine.receive(never_comes);
    return 0;
  }};
  b.close();
  peer.kill();
  packet got;
  EXPECT_EQ(a.receive(got), packet_result::closed);
  EXPECT_EQ(peer.wait(), (ending{ending_kind::signalled, SIGKILL}));
}

TEST(PacketSocket, Descriptors_arrive_close_on_exec_and_are_the_same_files) {
  const auto [a, b] = packet_socket::pair();
  const event_fd first;
  const event_fd second;
  const int both[] = {first.descriptor(), second.descriptor()};
  EXPECT_EQ(a.send(bytes_of("x"), both), packet_result::done);
  packet got;
  ASSERT_EQ(b.receive(got), packet_result::done);
  ASSERT_EQ(got.descriptors.size(), 2U);
  const event_fd copy{std::move(got.descriptors[1])};
  EXPECT_EQ(::fcntl(copy.descriptor(), F_GETFD), FD_CLOEXEC);
  copy.set();
  EXPECT_TRUE(second.clear());
  EXPECT_FALSE(first.clear());
}

TEST(PacketSocket, Descriptors_that_are_not_taken_are_closed) {
  const auto [a, b] = packet_socket::pair();
  const event_fd one;
  const int which[] = {one.descriptor()};
  a.send(bytes_of("x"), which);
  packet got;
  b.receive(got);
  a.send(bytes_of("y"));
  b.receive(got);
  EXPECT_TRUE(got.descriptors.empty());
}

TEST(PacketSocket, A_receiver_without_free_descriptors_gets_emfile_and_leaks_nothing) {
  const auto [a, b] = packet_socket::pair();
  const event_fd one;
  const int which[] = {one.descriptor(), one.descriptor()};
  a.send(bytes_of("x"), which);
  const fd probe{::fcntl(one.descriptor(), F_DUPFD_CLOEXEC, 0)}; // takes the lowest free number
  packet got;
  {
    const tests::scoped_limit none{RLIMIT_NOFILE, static_cast<rlim_t>(probe.get() + 1)};
    try {
      b.receive(got);
      ADD_FAILURE() << "two descriptors found room";
    } catch (const no_resource& caught) {
      EXPECT_EQ(caught.number(), EMFILE);
    }
  }
  EXPECT_TRUE(got.descriptors.empty());
}

TEST(PacketSocket, Packets_out_of_bounds_are_refused_before_they_are_sent) {
  const auto [a, b] = packet_socket::pair();
  EXPECT_THROW(a.send({}), invalid_argument);
  EXPECT_THROW(a.send(std::vector<std::byte>(packet_socket::most_bytes + 1)), invalid_argument);
  EXPECT_THROW(a.send(bytes_of("x"), std::vector<int>(packet_socket::most_descriptors + 1, 0)), invalid_argument);
  EXPECT_FALSE(is_readable(b.descriptor()));
}

TEST(PacketSocket, Signals_do_not_disturb_a_waiting_receiver) {
  auto [a, b] = packet_socket::pair();
  const event_fd shaken;
  tests::child receiver{[&] {
    static int bell = -1;
    bell = shaken.descriptor();
    struct sigaction action{};
    action.sa_handler = [](int) { // without SA_RESTART
      const std::uint64_t one = 1;
      if (::write(bell, &one, sizeof one) < 0)
        ::_exit(9);
    };
    ::sigaction(SIGALRM, &action, nullptr);
    itimerval often{};
    often.it_value.tv_usec = often.it_interval.tv_usec = 1000;
    ::setitimer(ITIMER_REAL, &often, nullptr);
    packet got;
    return b.receive(got) == packet_result::done ? 0 : 1;
  }};
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(wait_readable(shaken.descriptor(), deadline_after(tests::patience)));
    shaken.clear();
  }
  a.send(bytes_of("at last"));
  EXPECT_EQ(receiver.wait(), (ending{ending_kind::exited, 0}));
}

TEST(PacketSocket, Reports_the_failure_of_the_kernel) {
  const tests::scoped_fault full{"os.socket_pair", fault_action::fail, 1, EMFILE};
  EXPECT_THROW(static_cast<void>(packet_socket::pair()), no_resource);
}

} // namespace
} // namespace troupe::rooms::os

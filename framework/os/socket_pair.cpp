#include "os/socket_pair.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {

namespace {

// The kernel's frame around a packet: one run of bytes, one control message of descriptors.
struct wire {
  iovec run;
  alignas(cmsghdr) std::byte control[CMSG_SPACE(sizeof(int) * packet_socket::most_descriptors)]{};
  msghdr header{};

  wire(void* bytes, std::size_t length) noexcept : run{bytes, length} {
    header.msg_iov = &run;
    header.msg_iovlen = 1;
  }
  wire(const wire&) = delete;
  wire& operator=(const wire&) = delete;
};

void attach(wire& out, std::span<const int> descriptors) noexcept {
  if (descriptors.empty())
    return;
  out.header.msg_control = out.control;
  out.header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
  cmsghdr* first = CMSG_FIRSTHDR(&out.header);
  first->cmsg_level = SOL_SOCKET;
  first->cmsg_type = SCM_RIGHTS;
  first->cmsg_len = CMSG_LEN(descriptors.size_bytes());
  std::memcpy(CMSG_DATA(first), descriptors.data(), descriptors.size_bytes());
}

std::vector<fd> detach(wire& in) {
  std::vector<fd> descriptors;
  descriptors.reserve(packet_socket::most_descriptors); // before any is owned: nothing may throw between
  for (cmsghdr* one = CMSG_FIRSTHDR(&in.header); one != nullptr; one = CMSG_NXTHDR(&in.header, one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS)
      continue;
    for (std::size_t at = 0; CMSG_LEN(at + sizeof(int)) <= one->cmsg_len; at += sizeof(int)) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(one) + at, sizeof number);
      descriptors.emplace_back(number);
    }
  }
  return descriptors;
}

int flags_for(waiting how) noexcept { return how == waiting::no ? MSG_DONTWAIT : 0; }

ssize_t receive_whole(int end, msghdr& into, int flags) noexcept {
  ssize_t got = 0;
  do
    got = ::recvmsg(end, &into, flags);
  while (got < 0 && errno == EINTR);
  return got;
}

// Asked first, because memory for the longest packet is sixteen pages that hardly any packet needs, and
// the spawner would copy them all again after each fork.
ssize_t length_of_next(int end, waiting how) noexcept {
  msghdr nothing{};
  return receive_whole(end, nothing, MSG_PEEK | MSG_TRUNC | flags_for(how));
}

packet_result result_of_failure(const char* doing) {
  if (errno == EAGAIN || errno == EWOULDBLOCK)
    return packet_result::would_wait;
  if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN)
    return packet_result::closed;
  throw_errno(doing);
}

} // namespace

std::pair<packet_socket, packet_socket> packet_socket::pair() {
  if (const int fault = pass_fault_point("os.socket_pair"))
    throw_errno("making a pair of sockets", fault);
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw_errno("making a pair of sockets");
  return {packet_socket{fd{ends[0]}}, packet_socket{fd{ends[1]}}};
}

packet_result packet_socket::send(std::span<const std::byte> bytes, std::span<const int> descriptors,
                                  waiting how) const {
  // An empty packet would read as the end of the stream.
  if (bytes.empty() || bytes.size() > most_bytes || descriptors.size() > most_descriptors)
    throw invalid_argument("a packet has 1 to 65536 bytes and at most 8 descriptors");
  if (const int fault = pass_fault_point("os.packet.send"))
    throw_errno("sending a packet", fault);
  wire out{const_cast<std::byte*>(bytes.data()), bytes.size()}; // sendmsg does not write there
  attach(out, descriptors);
  ssize_t sent = 0;
  do
    sent = ::sendmsg(end_.get(), &out.header, MSG_NOSIGNAL | flags_for(how));
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? result_of_failure("sending a packet") : packet_result::done;
}

packet_result packet_socket::receive(packet& into, waiting how) const {
  into.descriptors.clear();
  const ssize_t length = length_of_next(end_.get(), how);
  into.bytes.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  if (length < 0)
    return result_of_failure("receiving a packet");
  if (length == 0)
    return packet_result::closed;
  wire in{into.bytes.data(), into.bytes.size()};
  in.header.msg_control = in.control;
  in.header.msg_controllen = sizeof in.control;
  if (receive_whole(end_.get(), in.header, MSG_CMSG_CLOEXEC | flags_for(how)) < 0)
    return result_of_failure("receiving a packet");
  into.descriptors = detach(in);
  if ((in.header.msg_flags & MSG_CTRUNC) != 0) {
    into.descriptors.clear();
    throw_errno("receiving a descriptor", EMFILE);
  }
  return packet_result::done;
}

} // namespace troupe::rooms::os

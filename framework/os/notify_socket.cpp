#include "os/notify_socket.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "os/failure.hpp"

namespace troupe::rooms::os {

namespace {

constexpr std::size_t most_descriptors = 253; // that one datagram can carry

// Nobody here wants them, and those that are not closed are this process's.
void close_all(const cmsghdr& carrier) noexcept {
  const std::size_t count = (carrier.cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (std::size_t i = 0; i < count; ++i) {
    int each = -1;
    std::memcpy(&each, CMSG_DATA(&carrier) + i * sizeof(int), sizeof each);
    ::close(each);
  }
}

void read_sender(msghdr& head, notify_socket::datagram& into) noexcept {
  for (cmsghdr* each = CMSG_FIRSTHDR(&head); each != nullptr; each = CMSG_NXTHDR(&head, each)) {
    if (each->cmsg_level != SOL_SOCKET)
      continue;
    if (each->cmsg_type == SCM_RIGHTS)
      close_all(*each);
    if (each->cmsg_type != SCM_CREDENTIALS)
      continue;
    ucred sender{};
    std::memcpy(&sender, CMSG_DATA(each), sizeof sender);
    into.pid = sender.pid;
    into.user = sender.uid;
  }
}

} // namespace

notify_socket::notify_socket() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  if (!socket_)
    throw_errno("making a socket for what programs say of themselves");
  const int yes = 1;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socklen_t length = sizeof address.sun_family; // no name: the kernel finds one
  if (::setsockopt(socket_.get(), SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) != 0 ||
      ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0)
    throw_errno("naming a socket for what programs say of themselves");
  length = sizeof address;
  if (::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw_errno("asking for the name of a socket");
  constexpr std::size_t name_at = offsetof(sockaddr_un, sun_path) + 1; // behind the zero of an abstract name
  address_ = '@' + std::string(address.sun_path + 1, length - name_at);
}

std::optional<notify_socket::datagram> notify_socket::next() noexcept {
  std::array<char, 4096> letters;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(most_descriptors * sizeof(int))> beside;
  iovec room{letters.data(), letters.size()};
  msghdr head{};
  head.msg_iov = &room;
  head.msg_iovlen = 1;
  head.msg_control = beside.data();
  head.msg_controllen = beside.size();
  ssize_t count = 0;
  do {
    count = ::recvmsg(socket_.get(), &head, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count < 0)
    return std::nullopt;
  datagram made{{letters.data(), static_cast<std::size_t>(count)}, 0, 0};
  read_sender(head, made);
  return made;
}

} // namespace troupe::rooms::os

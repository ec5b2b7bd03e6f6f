#include "os/notify_sender.hpp"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "os/fd.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {

namespace {
constexpr timeval patience{1, 0};
}

notify_sender::notify_sender(const std::string& address) : name_(address) {
  const bool is_abstract = address.starts_with('@');
  if ((!is_abstract && !address.starts_with('/')) || address.size() < 2)
    throw no_resource("NOTIFY_SOCKET=" + address + " is no address of a socket: a path from / or @name is one", EINVAL);
  if (address.size() >= sizeof(sockaddr_un::sun_path))
    throw no_resource("NOTIFY_SOCKET=" + address + " is too long for the address of a socket", ENAMETOOLONG);
  if (is_abstract)
    name_.front() = '\0';
}

// A socket for each datagram: who listens may have been restarted, and none is kept open for it.
int notify_sender::say(const std::string& lines) const noexcept {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name_.data(), name_.size());
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
  const fd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (!socket)
    return errno;
  static_cast<void>(::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience));
  ssize_t count = 0;
  do
    count = ::sendto(socket.get(), lines.data(), lines.size(), MSG_NOSIGNAL,
                     reinterpret_cast<const sockaddr*>(&address), length);
  while (count < 0 && errno == EINTR);
  return count < 0 ? errno : 0;
}

} // namespace troupe::rooms::os

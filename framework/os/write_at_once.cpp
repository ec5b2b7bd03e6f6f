#include "os/write_at_once.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace troupe::rooms::os {

namespace {

bool wait_for_room(int descriptor) noexcept {
  pollfd entry{descriptor, POLLOUT, 0};
  return ::poll(&entry, 1, -1) > 0 || errno == EINTR;
}

} // namespace

bool write_at_once(int descriptor, std::string_view text) noexcept {
  while (::write(descriptor, text.data(), text.size()) < 0) {
    const bool full = errno == EAGAIN; // somebody made the terminal or pipe non-blocking
    if (errno != EINTR && !(full && wait_for_room(descriptor)))
      return false;
  }
  return true;
}

} // namespace troupe::rooms::os

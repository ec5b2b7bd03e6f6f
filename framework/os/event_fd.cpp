#include "os/event_fd.hpp"

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::os {

event_fd::event_fd() {
  if (const int fault = pass_fault_point("os.event_fd"))
    throw_errno("making an event descriptor", fault);
  event_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!event_)
    throw_errno("making an event descriptor");
}

void event_fd::set() const noexcept {
  const int saved = errno; // for callers in signal handlers
  const std::uint64_t one = 1;
  // EAGAIN means 2^64-2 settings are uncollected: it is set.
  while (::write(event_.get(), &one, sizeof one) < 0 && errno == EINTR) {
  }
  errno = saved;
}

bool event_fd::clear() const noexcept {
  std::uint64_t count = 0;
  ssize_t got = 0;
  do
    got = ::read(event_.get(), &count, sizeof count);
  while (got < 0 && errno == EINTR);
  return got == sizeof count;
}

} // namespace troupe::rooms::os

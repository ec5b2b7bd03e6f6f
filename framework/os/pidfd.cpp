#include "os/pidfd.hpp"

#include <cerrno>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/poll.hpp"
#include "os/reap.hpp"

namespace troupe::rooms::os {

namespace {

// By number: glibc has wrappers since 2.36 only. Close-on-exec by itself.
fd open_process(int pid) noexcept {
  if (const int fault = pass_fault_point("os.pidfd")) {
    errno = fault;
    return {};
  }
  return fd{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
}

[[noreturn]] void throw_not_opened(int pid) {
  const int number = errno;
  throw_errno("opening process " + std::to_string(pid), number);
}

} // namespace

pidfd pidfd::open(int pid) {
  fd process = open_process(pid);
  if (!process)
    throw_not_opened(pid);
  return pidfd{std::move(process)};
}

std::optional<pidfd> pidfd::find(int pid) {
  fd process = open_process(pid);
  if (process)
    return pidfd{std::move(process)};
  // EINVAL: the number is a thread's, whose process had that very pid before.
  if (errno != ESRCH && errno != EINVAL)
    throw_not_opened(pid);
  return {};
}

bool pidfd::signal(int number) const noexcept {
  return ::syscall(SYS_pidfd_send_signal, process_.get(), number, nullptr, 0) == 0;
}

bool pidfd::has_ended() const noexcept { return is_readable(process_.get()); }

bool pidfd::wait_ended(time_point deadline) const noexcept { return wait_readable(process_.get(), deadline); }

std::optional<ending> pidfd::reap() const noexcept { return reap_process(process_.get()); }

} // namespace troupe::rooms::os

#include "os/features.hpp"

#include <cerrno>
#include <climits>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

namespace {

// Each is tried with arguments that change nothing; any answer but "not there" proves the call.

bool has_memfd() noexcept {
  const fd file{::memfd_create("troupe-probe", MFD_CLOEXEC)};
  return static_cast<bool>(file) || !is_missing(errno);
}

bool has_close_range() noexcept {
  // The highest numbers alone: they cannot be open, the limit of open files is below them.
  return ::syscall(SYS_close_range, UINT_MAX, UINT_MAX, 0) == 0 || !is_missing(errno);
}

bool has_pidfd() noexcept {
  const fd self{static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0))};
  if (!self || ::syscall(SYS_pidfd_send_signal, self.get(), 0, nullptr, 0) != 0)
    return false;
  siginfo_t unused{};
  // Not our own child, so the right answer is ECHILD; before 5.4 it is EINVAL.
  ::waitid(P_PIDFD, static_cast<id_t>(self.get()), &unused, WEXITED | WNOHANG);
  return errno == ECHILD;
}

} // namespace

bool is_missing(int error_number) noexcept { return error_number == ENOSYS || error_number == EPERM; }

const features& kernel_features() {
  static const features found{has_memfd(), has_close_range(), has_pidfd()};
  return found;
}

void require_features(const features& found) {
  if (!found.pidfd)
    throw_errno("opening a pidfd, without which no process can be signalled safely", ENOSYS);
}

} // namespace troupe::rooms::os

#include "os/inherited.hpp"

#include <cstdio>
#include <fcntl.h>
#include <stdio_ext.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::os {

fd duplicate(int descriptor) {
  if (const int fault = pass_fault_point("os.duplicate"))
    throw_errno("duplicating a file descriptor", fault);
  fd copy{::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
  if (!copy)
    throw_errno("duplicating a file descriptor");
  return copy;
}

bool is_open(int descriptor) noexcept { return ::fcntl(descriptor, F_GETFD) >= 0; }

void set_close_on_exec(int descriptor, bool closes) noexcept { ::fcntl(descriptor, F_SETFD, closes ? FD_CLOEXEC : 0); }

void open_closed_standard_descriptors() noexcept {
  for (int each = STDIN_FILENO; each <= STDERR_FILENO; ++each)
    if (!is_open(each) && ::open("/dev/null", O_RDWR) != each) // the lowest free number
      return;
}

void settle_standard_descriptors() noexcept {
  ::close(STDIN_FILENO);
  open_closed_standard_descriptors();
}

void forget_buffered_output() noexcept { ::__fpurge(stdout); }

} // namespace troupe::rooms::os

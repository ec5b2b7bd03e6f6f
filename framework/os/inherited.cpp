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

void settle_standard_descriptors() noexcept {
  ::close(STDIN_FILENO);
  int next = 0;
  do // the lowest free number each time
    next = ::open("/dev/null", O_RDWR);
  while (next >= 0 && next <= STDERR_FILENO);
  ::close(next);
}

void forget_buffered_output() noexcept { ::__fpurge(stdout); }

} // namespace troupe::rooms::os

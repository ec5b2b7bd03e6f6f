#include "os/fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::os {

void fd::reset(int number) noexcept {
  const int old = std::exchange(number_, number);
  // Not repeated after EINTR: Linux has freed the number by then, and it may be another file's already.
  if (old >= 0)
    ::close(old);
}

fd fd::duplicate() const {
  if (const int fault = pass_fault_point("os.fd.duplicate"))
    throw_errno("duplicating a file descriptor", fault);
  fd copy{::fcntl(number_, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)}; // never in the place of a closed stdin
  if (!copy)
    throw_errno("duplicating a file descriptor");
  return copy;
}

} // namespace troupe::rooms::os

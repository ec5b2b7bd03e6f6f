#include "os/fd.hpp"

#include <unistd.h>

#include "os/inherited.hpp"

namespace troupe::rooms::os {

void fd::reset(int number) noexcept {
  const int old = std::exchange(number_, number);
  // Not repeated after EINTR: Linux has freed the number by then, and it may be another file's already.
  if (old >= 0)
    ::close(old);
}

fd fd::duplicate() const { return os::duplicate(number_); }

} // namespace troupe::rooms::os

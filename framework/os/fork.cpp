#include "os/fork.hpp"

#include <cerrno>
#include <unistd.h>

#include "os/fault_point.hpp"

namespace troupe::rooms::os {

int fork_process() noexcept {
  if (const int fault = pass_fault_point("os.fork"))
    return -fault;
  const int pid = ::fork();
  return pid < 0 ? -errno : pid;
}

} // namespace troupe::rooms::os

#include "os/fork.hpp"

#include <cerrno>

#include <pthread.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::os {

int fork_process() noexcept {
  if (const int fault = pass_fault_point("os.fork"))
    return -fault;
  const int pid = ::fork();
  return pid < 0 ? -errno : pid;
}

void call_in_forked_children(void (*what)()) {
  if (const int failed = ::pthread_atfork(nullptr, nullptr, what))
    throw_errno("asking to be told of forked children", failed);
}

} // namespace troupe::rooms::os

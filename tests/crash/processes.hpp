/// The processes behind handles: stopping, resuming, killing and counting them.
#pragma once

#include <troupe/troupe.hpp>

#include "os/pidfd.hpp"

namespace troupe::tests {

/// Stops the process of an actor for the life of this object (SIGSTOP, and waits until it stands).
class stopped_process {
public:
  explicit stopped_process(const caf::actor& who);
  stopped_process(const stopped_process&) = delete;
  stopped_process& operator=(const stopped_process&) = delete;
  ~stopped_process();

private:
  rooms::os::pidfd process_;
};

/// The name of a process's first thread, empty when it is gone.
[[nodiscard]] std::string thread_name_of(int pid);

/// The reason in words of the next down message of `who`; a test failure when it does not come.
[[nodiscard]] std::string next_down(troupe::self& self, const caf::actor& who);

} // namespace troupe::tests

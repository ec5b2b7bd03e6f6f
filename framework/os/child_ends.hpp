/// Being told that children have ended, for processes that have SIGCHLD blocked.
#pragma once

#include "os/clock.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

class child_ends {
public:
  /// Fails: no_resource.
  child_ends();
  /// Readable when a child has ended since the last `clear`.
  [[nodiscard]] int descriptor() const noexcept { return signals_.get(); }
  /// Before collecting them: an end that comes meanwhile makes it readable again.
  void clear() const noexcept;

private:
  fd signals_;
};

/// Sleeps until a child ends, at most that long. Needs no descriptor.
void wait_for_child_end(duration longest) noexcept;

} // namespace troupe::rooms::os

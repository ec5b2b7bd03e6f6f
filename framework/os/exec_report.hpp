/// How a child that is about to become another program tells its parent that it could not.
///
/// A pipe whose writing end is closed by the exec itself: the end of the stream means that the program runs, or that
/// the child died on its way there.
#pragma once

#include <optional>
#include <string>

#include "os/clock.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

struct exec_failure {
  int number = 0;   ///< errno
  std::string text; ///< one sentence: what failed
};

class exec_report {
public:
  /// Before the fork. Fails: no_resource.
  exec_report();

  /// Stays open in the child until its exec.
  [[nodiscard]] int child_end() const noexcept { return child_end_.get(); }
  /// In the parent: waits until the child has executed its program, has died, or has told why it could not. Empty for
  /// the first two, and when `deadline` has come.
  [[nodiscard]] std::optional<exec_failure> wait(time_point deadline);

private:
  fd parent_end_, child_end_;
};

/// In the child, which ends then.
void tell_exec_failure(int child_end, const exec_failure& what) noexcept;

} // namespace troupe::rooms::os

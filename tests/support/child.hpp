/// A process made by the test itself, and how it ended.
#pragma once

#include <functional>

#include "os/pidfd.hpp"
#include "support/wait_until.hpp"
#include "troupe/ending.hpp"

namespace troupe::tests {

class child {
public:
  /// Forks; `body` runs in the child, whose exit code it gives. A failed expectation makes that 1,
  /// an exception 2, each printed. It leaves by _exit: no static destructor, no second test report.
  explicit child(const std::function<int()>& body);
  child(child&&) noexcept = default;
  child& operator=(child&&) = delete;
  /// Kills and reaps it when it was not waited for.
  ~child();

  [[nodiscard]] int pid() const noexcept { return pid_; }
  [[nodiscard]] const rooms::os::pidfd& handle() const noexcept { return handle_; }

  void kill() const noexcept;
  /// SIGSTOP, and waits until it stands.
  void stop() const;
  void resume() const noexcept;
  /// How it ended; killed and reported as a test failure when it takes longer than `limit`.
  ending wait(rooms::os::duration limit = patience);

private:
  int pid_;
  rooms::os::pidfd handle_;
};

/// Runs `body` in a child to its end.
[[nodiscard]] ending run_in_child(const std::function<int()>& body, rooms::os::duration limit = patience);

/// Waits until the direct child `pid` has ended and reaps it; a test failure when it takes longer.
ending wait_for_child(int pid, rooms::os::duration limit = patience);

/// Processes whose environment holds TROUPE_RUN=`run_mark`: what one system has started.
[[nodiscard]] std::size_t count_processes_with_mark(const std::string& run_mark);

} // namespace troupe::tests

/// The thread of a process that runs what `future::then` was given, for one pool. It begins with the first.
///
/// As long as a callback is to come it reads the mail of the process, so that a program which computes and never waits
/// hears of its results too.
#pragma once

#include <functional>
#include <memory>

#include "actor/host.hpp"

namespace troupe::rooms::parallel {

/// Threads: any.
class callbacks {
public:
  explicit callbacks(actor::host& host);
  ~callbacks(); ///< as `stop`
  callbacks(const callbacks&) = delete;
  callbacks& operator=(const callbacks&) = delete;

  /// One more will come, by `add`.
  void expect();
  void add(std::function<void()> what);
  /// Runs one that was not expected.
  void run_soon(std::function<void()> what);
  /// Runs what is left and waits for that, unless a callback itself asks for it. What comes later runs at once, where
  /// it is added.
  void stop() noexcept;

private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace troupe::rooms::parallel

/// A process held by a descriptor: the only way in this project to signal one. A pid may belong to
/// another process by the time a signal arrives, a pidfd never does.
///
/// Threads: all members may be called by any thread, `reap` by one.
#pragma once

#include <optional>

#include "os/clock.hpp"
#include "os/fd.hpp"
#include "troupe/ending.hpp"

namespace troupe::rooms::os {

class pidfd {
public:
  pidfd() noexcept = default;
  /// Takes over a descriptor received from another process.
  explicit pidfd(fd process) noexcept : process_(std::move(process)) {}

  /// Fails: no_resource; ESRCH when there is no such process. Sure to be the process meant only
  /// while nobody can have reaped `pid` meanwhile: the parent itself, before it waits.
  [[nodiscard]] static pidfd open(int pid);
  /// The same; empty when there is no such process.
  [[nodiscard]] static std::optional<pidfd> find(int pid);

  /// Whether the signal was sent: false when the process is gone (a zombie still takes signals).
  bool signal(int number) const noexcept;
  /// Whether it has ended, reaped or not. Never waits.
  [[nodiscard]] bool has_ended() const noexcept;
  /// Waits until it has ended, at most until `deadline`; whether it has.
  bool wait_ended(time_point deadline) const noexcept;
  /// For its parent alone: collects how it ended, empty while it runs or when another has collected
  /// it. Never waits.
  [[nodiscard]] std::optional<ending> reap() const noexcept;

  [[nodiscard]] int descriptor() const noexcept { return process_.get(); } ///< readable when ended
  [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(process_); }
  [[nodiscard]] fd release() noexcept { return std::move(process_); }

private:
  fd process_;
};

} // namespace troupe::rooms::os

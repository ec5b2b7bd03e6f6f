/// A doorbell that poll can wait for: set by anybody who holds the descriptor, cleared by its owner.
#pragma once

#include "os/fd.hpp"

namespace troupe::rooms::os {

class event_fd {
public:
  /// Not set; close-on-exec, never blocks. Fails: no_resource.
  event_fd();
  /// Takes over a descriptor received from another process.
  explicit event_fd(fd event) noexcept : event_(std::move(event)) {}

  /// Makes it readable. Any thread or process; async-signal-safe.
  void set() const noexcept;
  /// Makes it unreadable; whether it was set.
  bool clear() const noexcept;

  [[nodiscard]] int descriptor() const noexcept { return event_.get(); }
  [[nodiscard]] fd release() noexcept { return std::move(event_); }

private:
  fd event_;
};

} // namespace troupe::rooms::os

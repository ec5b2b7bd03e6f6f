/// A forked child waits here until its parent holds its pidfd: nothing of a user's runs in a process
/// that could not be signalled. One at a time is born; the gate costs no system call when the parent
/// is the faster one.
///
/// A parent that dies takes the waiting child with it (its parent-death signal is set before).
#pragma once

#include <atomic>
#include <cstdint>

#include "os/mapping.hpp"

namespace troupe::rooms::spawn {

class birth_gate {
public:
  /// Fails: no_resource.
  birth_gate();

  /// Before the fork.
  void begin() noexcept;
  /// In the parent: the child may live, or has to leave.
  void decide(bool may_live) noexcept;
  /// In the child: waits for the decision.
  [[nodiscard]] bool pass() const noexcept;

private:
  // Twice the number of the last birth decided, plus one if it may live. Stored by decide, loaded by
  // pass: one word, because the parent may be some births further when a child looks.
  os::mapping page_;
  std::atomic<std::uint32_t>* decided_;
  std::uint32_t births_ = 0;
};

} // namespace troupe::rooms::spawn

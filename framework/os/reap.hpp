/// Ending children, and collecting how they ended. None of it waits, but `wait_and_reap`.
#pragma once

#include <optional>

#include "troupe/ending.hpp"

namespace troupe::rooms::os {

/// The child behind `pidfd_descriptor`; empty while it runs or when it is not (any more) a child.
[[nodiscard]] std::optional<ending> reap_process(int pidfd_descriptor) noexcept;

struct ended_child {
  int pid;
  ending how;
};
/// Some child that has ended, collected: for subreapers, whose adopted children have no pidfd here.
/// Empty when none has. It takes known children too: look with `peek_ended_child` first.
[[nodiscard]] std::optional<ended_child> reap_any_child() noexcept;
/// The same without collecting: it stays a zombie, so its pid stays its own.
[[nodiscard]] std::optional<ended_child> peek_ended_child() noexcept;
/// SIGKILL to a child that this process alone collects, and has not: its pid is its own until then. Needs neither
/// descriptor nor memory.
void kill_child(int pid) noexcept;
/// Collects the child `pid`, waiting for its end: for one that is about to end by itself.
void wait_and_reap(int pid) noexcept;
/// Whether this process has any child, running or ended.
[[nodiscard]] bool has_children() noexcept;

} // namespace troupe::rooms::os

/// Where a child is in its life, and why a life has ended: the closed vocabulary of supervision, the same in C++, in
/// events and in what the `troupe` command prints.
///
/// Threads: values.
#pragma once

#include <cstdint>
#include <string_view>

namespace troupe {

/// Values travel between processes: append, never renumber.
enum class child_state : std::uint8_t {
  disabled, ///< does not start before it is told to
  blocked,  ///< wants to start, and waits for others
  starting, ///< its process is being made, or is not ready yet
  ready,
  draining, ///< takes no new mail and finishes what is there
  stopping, ///< asked to end
  stopped,  ///< ended because it was asked to
  done,     ///< ended in success, and does not come back
  backoff,  ///< waits for its restart
  held,     ///< passed its limit: one start in each `hold_retry`
  failed,   ///< ended, and does not come back
  degraded, ///< reserved
  paused,   ///< reserved
  lost,     ///< reserved
};

/// Why a life has ended. Values travel between processes: append, never renumber.
enum class end_cause : std::uint8_t {
  exit,           ///< the process has exited by itself
  signal,         ///< a signal that troupe did not send
  oom,            ///< reserved
  cpu_limit,      ///< reserved
  stuck,          ///< reserved
  unresponsive,   ///< reserved
  probe,          ///< reserved
  start_timeout,  ///< not ready in time, and ended for that
  exec_failed,    ///< there never was a process, or it could not become the program
  actor_error,    ///< the actor has quit with an error, or a handler or the factory threw
  actor_kill,     ///< somebody has sent the actor CAF's kill
  fatal_code,     ///< an exit code or signal of the child's `fatal`
  stopped,        ///< somebody has asked for it: `stop`, a planned restart, the end of the tree
  sibling,        ///< the strategy: another child of its supervisor has failed
  recycled,       ///< reserved
  updated,        ///< reserved
  node_lost,      ///< reserved
  supervisor_gone ///< its supervisor has given up, or the process that all workers hang on is gone
};

/// The word as it is written above.
[[nodiscard]] std::string_view name(child_state state) noexcept;
[[nodiscard]] std::string_view name(end_cause cause) noexcept;

/// Whether there is a process, or one is about to be.
[[nodiscard]] constexpr bool is_up(child_state state) noexcept {
  return state == child_state::starting || state == child_state::ready || state == child_state::draining ||
         state == child_state::stopping;
}

} // namespace troupe

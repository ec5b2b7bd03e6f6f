/// How a process ended: one value that monitors, links, logs and exit codes all carry.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

/// The way of ending. Values travel between processes: append, never renumber.
enum class ending_kind : std::uint8_t {
  running = 0,   ///< not ended
  exited,        ///< code = exit code, 0 = clean
  signalled,     ///< code = number of the signal
  never_started, ///< code = errno of fork or exec, 0 when the text alone says why
  spawner_gone,  ///< the spawner died, and its workers with it
  stopped,       ///< asked to end by troupe, and did
};

/// A way of ending with its number.
struct ending {
  ending_kind kind = ending_kind::running;
  std::int32_t code = 0;
  friend bool operator==(const ending&, const ending&) = default;
};

/// Who it was: what a person needs to find it in a log.
struct process_label {
  std::uint32_t number = 0; ///< slot: "worker 3"
  std::string name;         ///< role or given name, may be empty
  int pid = 0;
};

/// "exited with code 3", "killed by signal 9 (SIGKILL)", ...
[[nodiscard]] std::string text(const ending& how);
/// "worker 3 'resize' (pid 4242) killed by signal 9 (SIGKILL)"
[[nodiscard]] std::string text(const process_label& who, const ending& how);
/// The exit code by Python's rule: the code, or minus the signal. 0 while running, 127 when never
/// started, -9 when it ended with its spawner.
[[nodiscard]] int exit_code(const ending& how) noexcept;

} // namespace troupe

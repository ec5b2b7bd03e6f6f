/// The root's hold on its guard and spawner: ends them, and everything of the run, for sure.
#pragma once

#include <optional>
#include <string>

#include "os/clock.hpp"
#include "os/pidfd.hpp"
#include "troupe/ending.hpp"

namespace troupe::rooms::spawn {

class lifeline {
public:
  /// `guard_pid`: just started by this process.
  lifeline(int guard_pid, std::string run_mark);

  /// The spawner has introduced itself.
  void know_spawner(os::pidfd&& spawner) { spawner_ = std::move(spawner); }
  [[nodiscard]] const os::pidfd& guard() const noexcept { return guard_; }
  /// Whether both are known to be gone. The guard's end is the spawner's: it sweeps before it ends,
  /// or else the spawner does.
  [[nodiscard]] bool are_both_gone() const noexcept;
  /// Waits for it; whether it came true.
  bool wait_both_gone(os::time_point deadline) const noexcept;
  void kill_both() const noexcept;
  /// For when both are gone: kills what is left of the run; whether nothing was, several times in a
  /// row: call it again after a moment until it is true.
  [[nodiscard]] bool sweep();
  /// In words, why the guard ended; reaps it.
  [[nodiscard]] std::string story();

private:
  void reap_guard();

  std::string run_mark_;
  int guard_pid_;
  int clean_looks_ = 0; ///< for the mark, in a row
  os::pidfd guard_;
  os::pidfd spawner_;                  ///< empty until it has introduced itself
  std::optional<ending> guard_ending_; ///< empty too when the program's own wait took it
};

} // namespace troupe::rooms::spawn

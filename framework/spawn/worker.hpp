/// A worker from its fork to the call of its entry, and out through std::exit.
#pragma once

#include <array>

#include "os/fd.hpp"
#include "spawn/birth_gate.hpp"
#include "spawn/duty.hpp"
#include "spawn/spawner.hpp"

namespace troupe::rooms::spawn {

/// What the spawner has prepared when it forks.
struct cradle {
  entry_function entry;
  const plan& what;
  std::array<int, 3> region;
  int root_pid;
  int spawner_pid;
  int oom_score;
  const birth_gate& gate;
  os::fd plan_file;     ///< for start_method::exec
  int exec_report = -1; ///< for a program
};

/// Fails: unknown_name.
[[nodiscard]] entry_function find_entry(const code_place& place);

/// In the spawner's child: becomes the worker and runs its entry, here or in a fresh image.
[[noreturn]] void be_born(cradle& place);
/// In the fresh image of a worker.
[[noreturn]] void be_fresh_worker(const worker_duty& what);

} // namespace troupe::rooms::spawn

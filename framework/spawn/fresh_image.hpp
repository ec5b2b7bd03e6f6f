/// Starting this very program anew, to serve.
#pragma once

#include <string>

#include "spawn/duty.hpp"

namespace troupe::rooms::spawn {

/// The guard, in a process group of its own, with the run's mark in its environment; gives its pid.
/// The descriptors of `what` are duplicated for it, everything else is the guard's to close.
/// Fails: no_resource.
[[nodiscard]] int start_guard(guard_duty what, const std::string& run_mark);

/// This process becomes a worker of a fresh image. Keeps environment, signals and the descriptors
/// of `what`. Returns the errno when that is not possible.
[[nodiscard]] int become_fresh_worker(const worker_duty& what, const std::string& role);

} // namespace troupe::rooms::spawn

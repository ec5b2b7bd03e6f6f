/// The guard: a process that does nothing but outlive.
///
/// It watches the root and its own child, the spawner. When either ends it kills the spawner and all
/// that is left below, which it adopts as a subreaper, and ends. Exit code: 0 when the spawner ended
/// in order, 128 + signal or the spawner's own code otherwise, 127 when one of the two could not serve.
#pragma once

#include "spawn/duty.hpp"

namespace troupe::rooms::spawn {

/// For a fresh image with one thread: forks the spawner and guards it.
/// Fails (before there is a spawner): no_resource.
[[noreturn]] void be_guard(const guard_duty& what);

} // namespace troupe::rooms::spawn

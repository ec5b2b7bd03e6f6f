/// glibc's fork, never a raw clone: that leaves glibc's cached tid and robust list stale, which
/// silently breaks every process-shared mutex in the child.
#pragma once

namespace troupe::rooms::os {

/// 0 in the child, its pid in the parent, minus errno (EAGAIN, ENOMEM) when there is none.
/// Call it in a process with one thread, or do nothing but async-signal-safe calls in the child.
[[nodiscard]] int fork_process() noexcept;

/// From now on each child of this process that fork makes calls `what` before fork returns; once for each call of this.
/// It may make async-signal-safe calls only. Fails: no_resource.
void call_in_forked_children(void (*what)());

} // namespace troupe::rooms::os

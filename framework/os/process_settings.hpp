/// What a process asks of the kernel about itself. All are async-signal-safe but `set_oom_score`.
#pragma once

namespace troupe::rooms::os {

/// Names the calling thread; the main thread's name is the process's in ps and core dumps.
/// Cut to 15 bytes.
void set_thread_name(const char* name) noexcept;

/// SIGKILL for this process when its parent dies. The parent here is the *thread* that forked, and
/// it may have died already: false when the parent is not `expected_parent` any more.
[[nodiscard]] bool die_with_parent(int expected_parent) noexcept;

/// Orphans among the descendants become children of this process instead of init's.
/// Fails: no_resource.
void become_subreaper();

/// How readily the kernel kills this process when memory is short: -1000 (never) to 1000 (first).
/// Raising it is always allowed. False when it was refused.
bool set_oom_score(int adjustment) noexcept;

/// A process group of its own: the terminal's signals and those for the parent's group pass by.
void leave_process_group() noexcept;

} // namespace troupe::rooms::os

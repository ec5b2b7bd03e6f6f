/// What a process asks of the kernel about itself. All are async-signal-safe but `set_oom_score` and
/// `keep_freed_memory`.
#pragma once

#include <cstddef>

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

/// Memory that was freed stays with the process, up to 128 MB, for what it allocates next: a page that is new
/// to a process costs more than copying it. What MALLOC_TRIM_THRESHOLD_, MALLOC_MMAP_THRESHOLD_ or GLIBC_TUNABLES say
/// is left as it is; allocators other than glibc's are not touched. Before the process has threads.
void keep_freed_memory() noexcept;
/// The system gets it, all the same, if it is more than so many bytes. Any time.
void give_back_freed_memory(std::size_t unless_below) noexcept;

/// A process group of its own: the terminal's signals and those for the parent's group pass by.
void leave_process_group() noexcept;

} // namespace troupe::rooms::os

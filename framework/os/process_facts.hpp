/// What /proc tells about processes. Every answer may be out of date when it arrives: a pid found
/// here is turned into a pidfd and looked at again before anything is done to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::rooms::os {

[[nodiscard]] int own_pid() noexcept;
/// The user whose rights this process has.
[[nodiscard]] unsigned own_user() noexcept;
/// The calling thread's kernel id.
[[nodiscard]] int own_tid() noexcept;

/// All processes whose parent is `pid` now, zombies too. Costs a walk over /proc.
[[nodiscard]] std::vector<int> children_of(int pid);
/// Children, their children and so on, parents before children.
[[nodiscard]] std::vector<int> descendants_of(int pid);

/// Processes that were started (exec) with `entry`, e.g. "TROUPE_RUN=1f2e", in their environment,
/// and what forked from those. Not: zombies, other users' processes, and the caller's own later
/// setenv. Costs a walk over /proc.
[[nodiscard]] std::vector<int> processes_with_environment(std::string_view entry);
/// Whether one process was. False when it is gone.
[[nodiscard]] bool has_environment(int pid, std::string_view entry);

/// CPUs that the calling thread may run on; at least 1.
[[nodiscard]] unsigned usable_cpus() noexcept;
/// Bytes of memory that this machine has.
[[nodiscard]] std::uint64_t machine_memory() noexcept;

/// Bytes of memory that the calling process has in use, shared ones too.
[[nodiscard]] std::uint64_t resident_memory();

/// The process group of `pid`; -1 when it is gone.
[[nodiscard]] int process_group_of(int pid) noexcept;

/// One letter as in /proc/<pid>/stat: R, S, D, T (stopped), Z (zombie), ...; 0 when it is gone.
[[nodiscard]] char process_state(int pid);

} // namespace troupe::rooms::os

/// The children of a subreaper: those it made and those it has adopted.
///
/// Threads: for a process with one thread that has SIGCHLD blocked.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace troupe::rooms::spawn {

/// All children, zombies too. May miss one that is adopted meanwhile: look again. Fails: no_resource.
[[nodiscard]] std::vector<int> own_children();
/// Kills and reaps until there is no child left, adopted ones included.
void end_all_children() noexcept;
/// Kills whatever was started with the run's mark, in any place of the process tree; how many that were.
std::size_t kill_marked(const std::string& run_mark) noexcept;

} // namespace troupe::rooms::spawn

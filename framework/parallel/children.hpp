/// The processes that this process has started: who they are, and the end that waits for them.
/// Threads: any.
#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace troupe::rooms::parallel {

class child_state;

/// {2, 1} for the first one made in Process-2. Each call is the next one.
[[nodiscard]] std::vector<std::uint32_t> next_lineage();

/// Just started.
void adopt_child(const std::shared_ptr<child_state>& which);
/// Those that are not over, in the order of their starts.
[[nodiscard]] std::vector<std::shared_ptr<child_state>> living_children();
/// Waits for those that are no daemons, and for those that start meanwhile. Fails: as waiting does.
void join_children();

} // namespace troupe::rooms::parallel

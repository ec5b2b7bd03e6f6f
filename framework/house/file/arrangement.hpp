/// From children to a tree: who supervises whom.
#pragma once

#include "house/file/tree_file.hpp"

namespace troupe::rooms::house {

/// Finds each child's supervisor and adds the implicit root where no root is written. Reports names that nobody
/// knows (E207), children of two supervisors (E202), circles of supervisors (E203) and children of none (E204).
[[nodiscard]] tree_spec arrange(std::vector<child_entry>& children, problem_list& problems);

} // namespace troupe::rooms::house

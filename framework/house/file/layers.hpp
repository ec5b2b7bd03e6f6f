/// From definitions to children with effective options: [defaults], templates, the child's own keys.
#pragma once

#include "house/file/tree_file.hpp"

namespace troupe::rooms::house {

/// One entry for each definition. Lists replace what lies below them, tables add to it.
[[nodiscard]] std::vector<child_entry> lay_over(const definitions& from, const environment& variables,
                                                problem_list& problems);

} // namespace troupe::rooms::house

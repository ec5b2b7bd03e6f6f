/// A part of a tree: `troupe run --only` and `--without`.
#pragma once

#include <string>
#include <vector>

#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::house {

/// Those of `only` (empty: everybody) with all that they wait for and use, and with the supervisors above; without
/// those of `without`. A supervisor stands for all below it; names are those of children, pools, supervisors and
/// aliases. Fails: unknown_name, with the nearest one; invalid_argument when somebody who is to run needs one of
/// `without`.
[[nodiscard]] tree_spec selected(const tree_spec& from, const std::vector<std::string>& only,
                                 const std::vector<std::string>& without);

} // namespace troupe::rooms::house

/// What a tree can say and this version does not do yet.
#pragma once

#include <vector>

#include "supervision/tree/tree_check.hpp"

namespace troupe::rooms::house {

/// One error (E103) for each, at its child and key.
[[nodiscard]] std::vector<supervision::finding> not_yet(const tree_spec& what);

} // namespace troupe::rooms::house

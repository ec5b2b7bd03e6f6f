/// Pages of a mapping that will all be touched soon, made present in one call: a fault for each costs
/// many times as much.
#pragma once

#include "os/mapping.hpp"

namespace troupe::rooms::os {

/// For pages that are reserved: one that is not would be allocated here. `rights`: of the mapping.
/// Advice: a kernel before 5.14 leaves the pages to faults.
void populate(const mapping& pages, access rights) noexcept;

} // namespace troupe::rooms::os

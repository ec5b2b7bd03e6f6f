/// Children that would wait for each other for ever.
#pragma once

#include "supervision/tree/tree.hpp"

namespace troupe::rooms::supervision {

/// Fails: invalid_argument, with the names along the circle.
void require_no_circle(const tree& in);

} // namespace troupe::rooms::supervision

/// Which children are restarted because one has failed.
#pragma once

#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

/// By the strategy of its supervisor, `failed` itself among them, in the order of the list. Whether each of them is in
/// a state to be restarted is not asked here.
[[nodiscard]] std::vector<node_id> restart_set(const tree& of, node_id failed);

/// Makes the others of the set stop, and all of them wait for each other's ends before any starts again.
void restart_with_others(step& now, node_id failed);

} // namespace troupe::rooms::supervision

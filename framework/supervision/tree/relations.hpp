/// Who waits for whom in a tree, and what follows from it for the supervisors above both.
#pragma once

#include "supervision/tree/tree.hpp"

namespace troupe::rooms::supervision {

/// `waiting` waits for `what` from now on. Fails: invalid_argument when one of them is above the other, and then
/// nothing has changed.
void connect(tree& in, node_id waiting, const wait_for& what);
/// The opposite of one `connect`.
void disconnect(tree& in, node_id waiting, node_id waited_for);
/// Of everything that waits for it or that it waits for.
void disconnect_all(tree& in, node_id who);

} // namespace troupe::rooms::supervision

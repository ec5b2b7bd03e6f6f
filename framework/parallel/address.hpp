/// The caller's side of `x.address()`.
#pragma once

#include "troupe/actor.hpp"

#include "troupe/shared_reference.hpp"

namespace troupe::rooms::parallel {

/// Asks the doorkeeper, and waits for its answer with the mail of this process flowing.
/// Fails: contract_error without a system.
[[nodiscard]] caf::actor address_of(const shared::reference& what);

} // namespace troupe::rooms::parallel

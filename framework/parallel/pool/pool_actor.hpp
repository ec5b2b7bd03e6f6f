/// The actor of a pool, in the house: it keeps the tasks that wait, and gives each to a worker that is free.
///
/// A worker's death costs the task that it was running: the word in its slot page says which (progress.hpp). Results
/// that it had sent have arrived by then; what it had in hand otherwise is given to others.
#pragma once

#include <memory>

#include "parallel/pool/pools.hpp"
#include "parallel/pool/protocol.hpp"

namespace troupe::rooms::parallel {

/// The behaviour. `in` outlives it; `house`: incarnation.
troupe::behavior pool_actor(troupe::event_based_actor* self, pools* in, std::uint32_t house,
                            const std::shared_ptr<pool_plan>& plan,
                            const std::shared_ptr<supervision::child_request>& request);

} // namespace troupe::rooms::parallel

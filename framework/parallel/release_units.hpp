/// Giving units of a semaphore, as a call and as a message: with the sentence for what cannot be.
#pragma once

#include <cstdint>

#include "objects/semaphore.hpp"

namespace troupe::rooms::parallel {

/// Fails: invalid_argument, invalid_state.
void release_units(const objects::table& in, objects::object_entry& of, std::int64_t count);

} // namespace troupe::rooms::parallel

/// What a call may be told beside its tasks, as the pool has it.
#pragma once

#include "parallel/pool/protocol.hpp"
#include "troupe/pool_options.hpp"

namespace troupe::rooms::parallel {

/// Fails: invalid_argument.
[[nodiscard]] call_terms terms_of(const call_options& options, bool stops_at_failure);

} // namespace troupe::rooms::parallel

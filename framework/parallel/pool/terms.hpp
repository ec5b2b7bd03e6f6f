/// What a call may be told beside its tasks, as the pool has it.
#pragma once

#include "mailbox/layout.hpp"
#include "parallel/pool/protocol.hpp"
#include "troupe/pool_options.hpp"

namespace troupe::rooms::parallel {

/// Of a pool: a tree has no place for more, for the root and the house have one each.
inline constexpr int most_workers = static_cast<int>(mailbox::max_slots) - 2;

/// Fails: invalid_argument.
[[nodiscard]] call_terms terms_of(const call_options& options, bool stops_at_failure);

} // namespace troupe::rooms::parallel

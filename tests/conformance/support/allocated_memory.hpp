/// How much memory the system has allocated, for tests of what is left behind.
#pragma once

#include "mailbox/region.hpp"
#include "objects/store.hpp"
#include "objects/table.hpp"

namespace troupe::tests {

/// Bytes, of all processes.
[[nodiscard]] inline std::uint64_t allocated_memory() { return rooms::objects::current_table().where().allocated(); }

/// Of what objects that are gone had, so much is kept at most for the next ones.
inline constexpr std::uint64_t memory_kept = rooms::objects::store::warm_at_rest * rooms::objects::extent_bytes;

} // namespace troupe::tests

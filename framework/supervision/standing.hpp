/// What the place of a node in its life means for its mailbox.
#pragma once

#include "supervision/tree/tree.hpp"

namespace troupe::rooms::supervision {

/// Whether a process that has ended so was asked to, and had no fault of its own meanwhile.
[[nodiscard]] bool has_ended_as_asked(const node& one, const ending& how);
/// Whether it comes back for nobody's failure: at most because somebody asks for it, or for a supervisor above it, and
/// then with a new mailbox.
[[nodiscard]] bool has_ended_for_good(const tree& of, node_id who);
/// Whether it is an actor, or a pool of actors.
[[nodiscard]] bool takes_mail(const node& one);
/// The number of a slot in its pool.
[[nodiscard]] std::uint32_t place_in(const node& pool, node_id slot);

} // namespace troupe::rooms::supervision

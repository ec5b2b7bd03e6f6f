/// A process's name in CAF's eyes: slot and incarnation, so that `caf::actor_addr` tells actors of
/// different processes and lives apart and finds the same actor equal everywhere.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "troupe/actor.hpp"
#include "mailbox/address.hpp"
#include "mailbox/region.hpp"

namespace troupe::rooms::actor {

/// The same in all processes of one system, and in no other system of this host.
using run_bytes = std::array<std::uint8_t, 12>;
[[nodiscard]] run_bytes run_of(const mailbox::region& where);

[[nodiscard]] caf::node_id make_node(const run_bytes& run, mailbox::address of);
/// Empty for a node that troupe has not made.
[[nodiscard]] std::optional<mailbox::address> address_of(const caf::node_id& node);

/// Gives the system its node. Before its first actor: actors keep what they are born with.
void set_node(caf::actor_system& system, caf::node_id node);

} // namespace troupe::rooms::actor

/// Whom the addresses of a request can mean, and who is meant by what is asked of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "house/control/address.hpp"
#include "supervision/tree/tree.hpp"

namespace troupe::rooms::house {

[[nodiscard]] std::string kind_of(const supervision::node& one);
/// The slot in "resize[3]", which is child 3 of its pool.
[[nodiscard]] std::optional<std::uint32_t> slot_of(const supervision::tree& of, supervision::node_id who);

/// All nodes, by number.
[[nodiscard]] std::vector<addressee> addressees_of(const supervision::tree& of);
/// Who has nobody of `who` above: what happens to a supervisor or pool happens to all below it.
[[nodiscard]] std::vector<supervision::node_id> topmost(const supervision::tree& of,
                                                        const std::vector<std::size_t>& who);
/// And whatever they, or those below them, wait for that nobody would start, however far; nobody waits for one that is
/// done.
[[nodiscard]] std::vector<std::size_t> with_what_they_need(const supervision::tree& of, std::vector<std::size_t> who);

} // namespace troupe::rooms::house

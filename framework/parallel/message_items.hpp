/// CAF's messages of one element as items of queues and pipes.
#pragma once

#include "troupe/actor.hpp"

#include <cstdint>
#include <memory>
#include <span>

#include "parallel/items.hpp"

namespace troupe::rooms::parallel {

/// The one element as an item, `plain` or `typed`. `type`: what it has to be; 0: anything.
/// Fails: type_mismatch, no_resource, invalid_argument, as the element's codec.
[[nodiscard]] std::shared_ptr<written_item> write_message(const objects::item_chain& to, const caf::message& what,
                                                          objects::item_kind form, std::uint64_t type = 0);
/// A payload of that type. Its references stay on their way, for another reading. Fails: decode_error.
[[nodiscard]] caf::message read_message(std::uint64_t type, std::uint64_t layout,
                                        std::span<const std::uint64_t> payload);

} // namespace troupe::rooms::parallel

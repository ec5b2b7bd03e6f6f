/// A pool: a role without a process. Its mailbox stays empty, for its senders put each message into one of its
/// members'.
///
/// Who belongs to it stands in the slot table, so whoever may send to it knows it, and nothing that a process does or
/// fails to do is in the way.
#pragma once

#include <cstdint>

#include "mailbox/address.hpp"

namespace troupe::rooms::mailbox {

/// How a sender finds the member for a message.
enum class dispatch : std::uint8_t {
  by_load, ///< the one with the least to do
  by_key,  ///< the same one for the same key
};

struct pool_member {
  address role;
  std::uint32_t place = 0; ///< in the pool; stays when the member's mailbox is another one
  friend bool operator==(const pool_member&, const pool_member&) = default;
};

} // namespace troupe::rooms::mailbox

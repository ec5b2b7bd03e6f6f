/// A role: one mailbox over all the lives that are led at it, and how it is addressed.
#pragma once

#include "mailbox/address.hpp"

namespace troupe::rooms::mailbox {

/// Set in the incarnation of an address that means no single life. The other bits name the first life of the
/// mailbox, so an address of a role never reaches the next owner of its slot.
inline constexpr incarnation_id role_mark = 0x8000'0000;

[[nodiscard]] constexpr address role_of(slot_id slot, incarnation_id first_life) noexcept {
  return {slot, role_mark | first_life};
}
[[nodiscard]] constexpr bool is_role(address who) noexcept { return (who.incarnation & role_mark) != 0; }
/// Of a role's address.
[[nodiscard]] constexpr incarnation_id first_life_of(address role) noexcept { return role.incarnation & ~role_mark; }

} // namespace troupe::rooms::mailbox

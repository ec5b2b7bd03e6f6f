/// Where bytes go: a slot, and which life of it.
#pragma once

#include <cstdint>
#include <functional>

namespace troupe::rooms::mailbox {

using slot_id = std::uint16_t;
using incarnation_id = std::uint32_t;

inline constexpr slot_id house_slot = 0; ///< the root's house thread
inline constexpr slot_id main_slot = 1;  ///< the root's own threads
inline constexpr slot_id first_worker_slot = 2;
inline constexpr slot_id no_slot = 0xffff;

/// Incarnation 0 means the role: whichever incarnation runs when the record is read.
struct address {
  slot_id slot = no_slot;
  incarnation_id incarnation = 0;
  friend bool operator==(const address&, const address&) = default;
};

} // namespace troupe::rooms::mailbox

template <>
struct std::hash<troupe::rooms::mailbox::address> {
  std::size_t operator()(troupe::rooms::mailbox::address a) const noexcept {
    return (std::size_t{a.slot} << 32 | a.incarnation) * 0x9e3779b97f4a7c15U;
  }
};

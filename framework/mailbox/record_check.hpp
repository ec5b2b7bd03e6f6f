/// What no correct writer puts in front of a record: for everybody who walks over a ring that he has not written.
#pragma once

#include <algorithm>

#include "mailbox/ring_size.hpp"

namespace troupe::rooms::mailbox {

/// Why it is none, null when it may be one. `to_end` bytes are left to the end of the ring, `published` to its tail.
[[nodiscard]] constexpr const char* fault_in(const record_header& header, std::uint64_t to_end,
                                             std::uint64_t published) noexcept {
  const std::uint64_t room = std::min(to_end, published);
  if (header.kind == record_kind::pad)
    return header.bytes == to_end && header.bytes <= room ? nullptr : "a pad that does not reach the end";
  if (header.kind != record_kind::frame && header.kind != record_kind::reference)
    return "a record of unknown kind";
  if (header.bytes % 8 != 0 || record_room(header.bytes) > room)
    return "a record longer than what was published";
  if (header.kind == record_kind::reference && header.bytes != sizeof(arena_reference))
    return "a reference of the wrong length";
  return nullptr;
}

/// Bytes of the ring that it takes. Of a header without fault.
[[nodiscard]] constexpr std::uint64_t room_of(const record_header& header) noexcept {
  return header.kind == record_kind::pad ? header.bytes : record_room(header.bytes);
}

} // namespace troupe::rooms::mailbox

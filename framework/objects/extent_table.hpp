/// Which extent of the store belongs to whom: one word each, and the whole truth about it.
///
/// A word goes from free to an owner by one compare-and-swap and back by one store, so whoever dies
/// in between leaves a word that names the owner, and what it was doing. docs/formats/store.md.
/// Threads and processes: any; a word that has an owner is written by who the owner's rules name.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "mailbox/address.hpp"

namespace troupe::rooms::objects {

inline constexpr std::uint64_t extent_bytes = std::uint64_t{16} << 10;

/// Number of an extent; 0 lies under the table itself, so it is none.
using extent_id = std::uint32_t;
/// Name of an object, of 48 bits, that never comes back: not 0.
using owner_id = std::uint64_t;

/// What the owner does with an extent: from 2 on what the kind of object makes of it.
using extent_use = std::uint8_t;
inline constexpr extent_use in_hand = 0; ///< claimed, and not yet linked to anything
inline constexpr extent_use freeing = 1; ///< unlinked, and perhaps punched already

struct extent_word {
  owner_id owner = 0;
  extent_use use = in_hand;
  mailbox::slot_id claimer = 0;

  friend bool operator==(const extent_word&, const extent_word&) = default;
  [[nodiscard]] constexpr std::uint64_t packed() const noexcept {
    return owner << 16 | std::uint64_t{use} << 12 | (claimer & 0xfffU);
  }
};

/// Words that are no owner's: not allocated, and allocated but unused.
inline constexpr std::uint64_t cold_extent = 0;
inline constexpr std::uint64_t warm_extent = 1;
[[nodiscard]] constexpr bool is_free(std::uint64_t word) noexcept { return word <= warm_extent; }

[[nodiscard]] constexpr extent_word unpacked(std::uint64_t word) noexcept {
  return {word >> 16, static_cast<extent_use>(word >> 12 & 0xf), static_cast<mailbox::slot_id>(word & 0xfff)};
}

/// First page of the store. All but `end` are hints: a wrong one costs a longer search.
struct alignas(64) store_head {
  std::atomic<std::uint32_t> end;         ///< words before it are allocated; grows only
  std::atomic<std::uint32_t> search_from; ///< no cold extent before it
  std::atomic<std::uint32_t> warm_at;     ///< the last warm one
  std::atomic<std::int32_t> warm_count;
};

inline constexpr std::uint64_t extent_words_at = 4096; ///< in the store; the head's page lies before
inline constexpr std::uint64_t words_per_page = 4096 / sizeof(std::uint64_t);

} // namespace troupe::rooms::objects

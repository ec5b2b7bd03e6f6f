/// Who has taken which item of a queue and is not done with it: cells, in extents of their own.
///
/// An item that is taken stays where it is; a cell names its place and its taker. Every change of a
/// cell is one store of its word. docs/formats/queue.md.
#pragma once

#include <atomic>
#include <cstdint>

#include "mailbox/address.hpp"
#include "objects/item_layout.hpp"

namespace troupe::rooms::objects {

enum class cell_state : std::uint8_t {
  free = 0,
  idle,     ///< a process has it and uses it for nothing
  dropped,  ///< was a dead letter, and is nobody's item any more; counted by its `drop`
  leased,   ///< the item is its taker's, unless the cursor is still at it
  returned, ///< given back, waits for another taker; nobody's
  dead,     ///< a dead letter; nobody's
};

struct cell_word {
  cell_state state = cell_state::free;
  std::uint8_t deliveries = 0; ///< this one included
  mailbox::address taker{0, 0};

  friend bool operator==(const cell_word&, const cell_word&) = default;
  [[nodiscard]] constexpr std::uint64_t packed() const noexcept {
    return std::uint64_t{taker.incarnation} << 32 | std::uint64_t{taker.slot} << 16 | std::uint64_t{deliveries} << 8 |
           static_cast<std::uint64_t>(state);
  }
  [[nodiscard]] static constexpr cell_word unpacked(std::uint64_t word) noexcept {
    return {static_cast<cell_state>(word & 0xff),
            static_cast<std::uint8_t>(word >> 8),
            {static_cast<mailbox::slot_id>(word >> 16), static_cast<mailbox::incarnation_id>(word >> 32)}};
  }
};

/// Why an item that was taken was given back.
enum class return_cause : std::uint8_t { none = 0, dropped, taker_died };

struct alignas(64) lease_cell {
  std::atomic<std::uint64_t> word;
  std::atomic<item_place> place;
  std::atomic<std::uint64_t> number; ///< how many items were taken before it, ever: the order of the queue
  /// Of its last taker: for dead letters. Written by the taker, or by the house on its death.
  std::atomic<std::uint32_t> taker_pid;
  std::atomic<std::uint16_t> taker_slot;
  std::atomic<std::uint8_t> cause;
  std::atomic<std::uint8_t> ending_kind;
  std::atomic<std::int32_t> ending_code;
  std::atomic<std::uint64_t> drop; ///< of a dead letter: how many will have been dropped with it
  std::uint64_t unused[2];
};
static_assert(sizeof(lease_cell) == 64);

/// First 64 bytes of an extent of cells.
struct alignas(64) cells_head {
  std::atomic<extent_id> next;
};
inline constexpr std::uint32_t cells_per_extent = extent_bytes / sizeof(lease_cell) - 1;

} // namespace troupe::rooms::objects

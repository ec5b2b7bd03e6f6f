/// How items lie in the store: a chain of chunks, in each of them one item behind the other.
///
/// One side appends, the other takes; each has a line of words of its own and a guard for it, and a
/// place in the chain that it moves by one store: the tail, the cursor. What lies between them is
/// there; the rest was never put, or is done with. docs/formats/queue.md.
#pragma once

#include <atomic>
#include <cstdint>

#include "objects/extent_table.hpp"
#include "objects/layout.hpp"

namespace troupe::rooms::objects {

/// Where an item begins: bytes from the beginning of the store; 0 = nowhere.
using item_place = std::uint64_t;

[[nodiscard]] constexpr extent_id extent_of(item_place where) noexcept {
  return static_cast<extent_id>(where / extent_bytes);
}

/// What the extents of a chain of items are used for.
enum class item_use : extent_use {
  in_hand = objects::in_hand, ///< claimed; unlinked
  freeing = objects::freeing, ///< by who has the guard of the taking side
  chunk,                      ///< between cursor and tail, or in the hands of a side (its `unsettled`)
  passed,                     ///< a chunk behind the cursor in which some item is not done with
  run,                        ///< one large item
  cells,                      ///< of a queue: who has taken what
};

/// In front of every chunk.
struct alignas(64) chunk_head {
  std::atomic<extent_id> next;    ///< where the chain goes on; 0: not yet
  std::atomic<std::uint32_t> end; ///< in bytes: where its last item ends, once it is followed by another
  std::uint64_t first_number;     ///< how many items were put before
  std::uint64_t first_bytes;      ///< and how many bytes they had
};
static_assert(sizeof(chunk_head) == 64);

enum class item_kind : std::uint8_t {
  plain = 1, ///< payload pointer and payload, of the type that the chain is for
  typed,     ///< `item_type` in front
  bytes,     ///< `item_bytes` in front; no words of any type
};

/// In front of every item; `words` follow. In a run of its own (`away`) only an `item_run` does, and
/// the words are there.
struct item_head {
  std::uint32_t words;
  item_kind kind;
  std::uint8_t away;     ///< 1: in a run
  std::uint16_t flights; ///< of the words, the last so many are ids of references on their way
};
static_assert(sizeof(item_head) == 8);

struct item_type {
  std::uint64_t id;
  std::uint64_t layout;
};
struct item_run {
  std::uint32_t first; ///< extent
  std::uint32_t count; ///< of extents
};

inline constexpr std::uint64_t largest_in_chunk = 8192;               ///< bytes with the head; larger ones get a run
inline constexpr std::uint64_t largest_item = std::uint64_t{1} << 34; ///< bytes: words have 32 bits

/// The line of those who append. `put` and `bytes` follow the tail and are put right by a repair.
struct alignas(64) producer_words {
  guard_word guard;
  std::atomic<extent_id> first_chunk; ///< stored before the first tail
  std::atomic<item_place> tail;       ///< where the next item will be; 0: no chunk yet
  std::atomic<std::uint64_t> put;     ///< items so far
  std::atomic<std::uint64_t> bytes;
  std::atomic<std::uint64_t> unsettled;   ///< extents that are being linked: see `extents`
  std::atomic<std::uint64_t> known_taken; ///< items or bytes, as the other side last had them
  std::uint64_t unused;
};
static_assert(sizeof(producer_words) == 64);

/// The line of those who take.
struct alignas(64) consumer_words {
  guard_word guard;
  std::atomic<std::uint32_t> deaths;  ///< as of the last repair
  std::atomic<item_place> cursor;     ///< the next item to be taken; 0: begin with the first chunk
  std::atomic<item_place> known_tail; ///< as the other side last had it
  std::atomic<std::uint64_t> taken;   ///< items so far
  std::atomic<std::uint64_t> bytes;
  std::atomic<std::uint64_t> unsettled; ///< extents that are being freed
  std::atomic<std::uint32_t> returned;  ///< items that were given back and wait for another taker
  std::atomic<std::uint32_t> dead;      ///< letters
  std::atomic<std::uint64_t> dropped;   ///< dead letters so far
};
static_assert(sizeof(consumer_words) == 64);

/// What `unsettled` says is under way: of the putting side, then of the taking side.
enum unsettled_step : std::uint8_t {
  opening_chunk = 1,
  linking_run,
  leaving_chunk,
  leaving_run,
  giving, ///< the extents are marked `freeing`
  linking_cells,
};

/// Extents in one word, for `unsettled`; 0 = none.
struct extents {
  extent_id first = 0;
  std::uint32_t count = 0; ///< 24 bits are plenty: a quarter of a terabyte
  std::uint8_t step = 0;

  [[nodiscard]] constexpr std::uint64_t packed() const noexcept {
    return first | std::uint64_t{count} << 32 | std::uint64_t{step} << 56;
  }
  [[nodiscard]] static constexpr extents unpacked(std::uint64_t word) noexcept {
    return {static_cast<extent_id>(word), static_cast<std::uint32_t>(word >> 32 & 0xffffff),
            static_cast<std::uint8_t>(word >> 56)};
  }
};

} // namespace troupe::rooms::objects

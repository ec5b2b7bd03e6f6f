/// The tables of shared objects as structs: what is where in the commons, and who may write it.
///
/// An **entry** is one object: what kind it is, who holds a reference, who wants to hear of changes,
/// and the words of its primitive. A **stake** is what one process has in an object beyond that: a
/// wait, units of a semaphore, a reference on its way. Entries and stakes are the truth; what links
/// them is made anew from them when a process died in the middle. docs/formats/objects.md.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "mailbox/address.hpp"
#include "objects/object_id.hpp"

namespace troupe::rooms::objects {

inline constexpr std::uint32_t max_objects = 1U << index_bits;
inline constexpr std::uint32_t max_stakes = 1U << 22;
inline constexpr std::uint32_t slot_groups = 16; ///< of 64 slots

/// Where threads sleep until something changes. Anywhere in the commons; see wait_point.hpp.
struct wait_words {
  std::atomic<std::uint32_t> changes;  ///< futex word; goes up with every change that somebody may wait for
  std::atomic<std::uint32_t> sleepers; ///< 0: nobody sleeps on `changes`
};

/// A lock for a few hundred nanoseconds, between processes. Anywhere in the commons; see guard.hpp.
struct guard_word {
  std::atomic<std::uint32_t> owner; ///< 0, or slot + 1, or `guard_abandoned`; the top bit: somebody sleeps
};

/// A set of slots: each bit written by its slot's process, and by the house when that is over.
struct slot_set {
  std::atomic<std::uint64_t> bits[slot_groups];
};

enum class object_life : std::uint8_t {
  free = 0,
  claimed, ///< being made, or unmade, by the process in the claimer's slot
  live,
};

struct alignas(64) object_entry {
  std::atomic<std::uint64_t> word;  ///< generation, claimer, kind, life: see entry_word
  std::atomic<std::uint32_t> flags; ///< `entry_shared`, `entry_carries`
  std::atomic<std::uint32_t> watcher_count;
  guard_word guard;
  wait_words waits;
  std::atomic<std::uint32_t> moves; ///< goes up with every process that comes to hold a reference
  std::atomic<std::uint64_t> state; ///< of the primitive: its one word of truth
  std::atomic<std::uint64_t> more[3];
  std::byte body[192]; ///< of the primitive
  slot_set holders;    ///< processes that hold a reference
  slot_set watchers;   ///< processes whose doorbells are rung at every change
};
static_assert(sizeof(object_entry) == 512);

/// Some reference has left the process that made the object: from then on the house alone ends it.
inline constexpr std::uint32_t entry_shared = 1;
/// References are on their way inside of it, in its items.
inline constexpr std::uint32_t entry_carries = 2;

struct entry_word {
  std::uint32_t generation = 0; ///< 28 bits
  mailbox::slot_id claimer = 0; ///< while claimed
  object_kind kind{};
  object_life life = object_life::free;

  [[nodiscard]] constexpr std::uint64_t packed() const noexcept {
    return std::uint64_t{generation} << 32 | std::uint64_t{claimer} << 16 | static_cast<std::uint64_t>(kind) << 8 |
           static_cast<std::uint64_t>(life);
  }
  [[nodiscard]] static constexpr entry_word unpacked(std::uint64_t word) noexcept {
    return {static_cast<std::uint32_t>(word >> 32), static_cast<mailbox::slot_id>(word >> 16),
            static_cast<object_kind>(word >> 8 & 0xff), static_cast<object_life>(word & 0xff)};
  }
};

enum class stake_kind : std::uint8_t {
  none = 0,
  flight, ///< a reference on its way to another process
  wait,   ///< a thread waits for its turn: condition, barrier
  units,  ///< of a semaphore, taken by a guard
};

/// 64 bytes of the process whose chunk it is in; the word also of whom the kind's rules name.
struct alignas(64) stake {
  std::atomic<std::uint64_t> word; ///< nonce, peer, kind, state: see stake_word
  std::atomic<std::uint64_t> object;
  wait_words waits;
  std::atomic<std::uint32_t> next; ///< of the object's list, under its guard; 0 = none
  std::atomic<std::uint32_t> thread;
  std::atomic<std::uint64_t> amount;
  std::atomic<std::uint64_t> ticket; ///< order of coming
  std::uint64_t unused[2];
};
static_assert(sizeof(stake) == 64);

/// Number of a stake; 0 is none.
using stake_id = std::uint32_t;

struct stake_word {
  std::uint32_t nonce = 0;   ///< goes up with every use: an old name of a stake does not fit a new one
  mailbox::slot_id peer = 0; ///< flight: to whom
  stake_kind kind = stake_kind::none;
  std::uint8_t state = 0; ///< of the kind

  [[nodiscard]] constexpr std::uint64_t packed() const noexcept {
    return std::uint64_t{nonce} << 32 | std::uint64_t{peer} << 16 | static_cast<std::uint64_t>(kind) << 8 | state;
  }
  [[nodiscard]] static constexpr stake_word unpacked(std::uint64_t word) noexcept {
    return {static_cast<std::uint32_t>(word >> 32), static_cast<mailbox::slot_id>(word >> 16),
            static_cast<stake_kind>(word >> 8 & 0xff), static_cast<std::uint8_t>(word & 0xff)};
  }
};

inline constexpr std::uint32_t stakes_per_chunk = 64; ///< a page of them belongs to one process
inline constexpr std::uint32_t max_chunks = max_stakes / stakes_per_chunk;

/// Whose chunk: incarnation << 32 | slot + 1; 0 = nobody's.
using chunk_word = std::atomic<std::uint64_t>;

struct alignas(64) table_head {
  std::atomic<std::uint32_t> entries;    ///< allocated; grows only
  std::atomic<std::uint32_t> chunks;     ///< allocated; grows only
  std::atomic<std::uint64_t> doorkeeper; ///< by the house: the actor that is asked for objects' addresses
};

// Offsets in the commons. Room for all, allocated by the page as it is needed.
inline constexpr std::uint64_t released_at = 4096; ///< a bit per object: look whether anybody holds it
inline constexpr std::uint64_t chunk_words_at = std::uint64_t{1} << 20;
inline constexpr std::uint64_t entries_at = std::uint64_t{16} << 20;
inline constexpr std::uint64_t stakes_at = std::uint64_t{1} << 30;
inline constexpr std::uint64_t table_bytes = stakes_at + std::uint64_t{max_stakes} * sizeof(stake);
static_assert(released_at + max_objects / 8 <= chunk_words_at);
static_assert(chunk_words_at + max_chunks * sizeof(chunk_word) <= entries_at);
static_assert(entries_at + std::uint64_t{max_objects} * sizeof(object_entry) <= stakes_at);

} // namespace troupe::rooms::objects

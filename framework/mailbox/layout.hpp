/// Everything that lies in shared memory, as structs: what is where, and who may write it.
///
/// The control file: header, slot table, doorbells, status pages. The mail file: one range per slot,
/// in which that slot's process alone allocates: directory, rings, arena; behind them the commons
/// (commons.hpp), whose contents another room knows. Explained, with what a death at each step
/// leaves, in docs/formats/.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "mailbox/address.hpp"
#include "mailbox/status.hpp"
#include "os/mapping.hpp"

namespace troupe::rooms::mailbox {

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<std::uint8_t>::is_always_lock_free,
              "words shared between processes must not hide a lock");

inline constexpr std::uint64_t region_magic = 0x31305f6570757274; // "trupe_01"
inline constexpr std::uint32_t layout_version = 4;
inline constexpr std::uint32_t max_slots = 1024;
inline constexpr std::uint64_t page = os::page_size;

[[nodiscard]] constexpr std::uint64_t round_up(std::uint64_t bytes, std::uint64_t to) noexcept {
  return (bytes + to - 1) / to * to;
}

// -- control file ---------------------------------------------------------------------------------

/// Written once, before the region has a second process; nobody maps it writable afterwards.
struct region_header {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t page_bytes;
  std::uint32_t slots;
  std::uint32_t header_bytes;
  std::uint64_t build; ///< of the program: shared structs are this build's own
  std::uint64_t control_bytes;
  std::uint64_t mail_bytes;
  std::uint64_t memory_limit;
  std::uint64_t run; ///< random: no other system has it
};

/// Written by the house alone. `word` is the truth about a life; the rest tells about it and is
/// read between two equal, even values of `sequence`.
struct alignas(128) slot_entry {
  std::atomic<std::uint64_t> word;  ///< incarnation << 32 | slot_state
  std::atomic<std::uint32_t> epoch; ///< incarnation at claim: which mailbox, over all its lives
  std::atomic<std::uint32_t> sequence;
  std::int32_t pid;
  std::int32_t ending_code;
  std::uint8_t ending_kind;
  std::atomic<std::uint8_t> rules; ///< bits of `slot_rule`
  char name[48];
  std::atomic<std::uint32_t> recalled;   ///< region::recall
  std::atomic<std::uint64_t> mail_limit; ///< bytes that may wait; 0: as much as there is room for
  std::atomic<std::uint64_t> pool;       ///< that this mailbox is a member of, slot << 32 | incarnation; 0: of none
  std::atomic<std::uint32_t> place;      ///< in that
  std::atomic<std::uint32_t> joined;     ///< of a pool: goes up with every member it gets
};
static_assert(sizeof(slot_entry) == 128);

enum slot_rule : std::uint8_t {
  rule_rejects = 1,        ///< what is over the limit is refused; otherwise its sender waits
  rule_fails_requests = 2, ///< while it is down
  rule_is_pool = 4,        ///< mail for it goes to a member
  rule_by_key = 8,         ///< to which: as its key says, and not as they are loaded
  rule_closing = 16,       ///< it is about to end: what is in it is all there will be
};

/// First line of the table's page.
struct alignas(128) slot_table_head {
  std::atomic<std::uint32_t> change_count;
};

/// Written by everybody. Bits only ever say "look": a wrong one costs a look.
struct alignas(64) doorbell {
  std::atomic<std::uint32_t> parked;    ///< bits: what a ringer must do; above them a count of sleeps
  std::atomic<std::uint32_t> events;    ///< futex word; goes up with every wake
  std::atomic<std::uint32_t> attention; ///< bits of `attention`
  std::uint32_t unused;
  std::atomic<std::uint64_t> summary; ///< bit i: some bit in senders[i]
  std::uint64_t unused_line[5];
  std::atomic<std::uint64_t> senders[max_slots / 64];
  std::uint64_t unused_end[8];
};
static_assert(sizeof(doorbell) == 256);

inline constexpr std::uint32_t parked_futex = 1;
inline constexpr std::uint32_t parked_poll = 2;
inline constexpr std::uint32_t parked_mask = 3;

inline constexpr std::uint64_t status_bytes = sizeof(slot_status);
static_assert(status_bytes % page == 0);

// -- mail file ------------------------------------------------------------------------------------

inline constexpr std::uint64_t range_bytes = std::uint64_t{64} << 30;
inline constexpr std::uint64_t arena_at = std::uint64_t{16} << 30; ///< in a range; rings lie before it

/// A ring's place in its sender's range: page number (24 bits) and `ring_size`; 0 = none, since page
/// 0 is the directory.
using ring_place = std::uint32_t;

/// First pages of a range, written by its process. Entry = oldest ring that its reader has not left.
struct lane_entry {
  std::atomic<ring_place> data;
  std::atomic<ring_place> control; ///< in a slot's entry for itself: the spool
};
inline constexpr std::uint64_t directory_bytes = max_slots * sizeof(lane_entry);
static_assert(directory_bytes == 2 * page);

/// The reader's words of one ring; `states` of the ring follow.
struct alignas(64) reader_words {
  std::atomic<std::uint64_t> head; ///< bytes from the ring's beginning of life; all before is free
  std::atomic<std::uint32_t> left; ///< 1: the reader will never touch this ring again
  std::uint32_t unused[13];
  /// 1: the reader polls `tail`, and need not be rung for a record in this ring. The writer looks at
  /// it with every record; so it has a line of its own that hardly ever changes.
  std::atomic<std::uint32_t> polled;
  std::uint32_t unused_line[15];
};
static_assert(sizeof(reader_words) == 128);

/// The writer's words of one ring; the data follows.
struct alignas(64) writer_words {
  std::atomic<std::uint64_t> tail;    ///< bytes from the ring's beginning of life; all before is there
  std::atomic<std::uint64_t> wake_at; ///< writer waits until head is here; 0 = it does not wait
  std::uint64_t unused_line[6];
  std::atomic<ring_place> successor; ///< where the stream goes on after the final tail
  std::uint32_t capacity;
  std::uint64_t base; ///< position in the stream of this ring's first byte
  std::uint32_t writer_incarnation;
  std::uint32_t reader_epoch;
  slot_id writer;
  slot_id reader;
  std::uint32_t magic;
  std::uint64_t unused_end[4];
};
static_assert(sizeof(writer_words) == 128);
inline constexpr std::uint32_t ring_magic = 0x676e6952; // "Ring"

inline constexpr std::uint64_t granule = 64; ///< records begin at multiples of it

enum class record_kind : std::uint8_t { pad = 1, frame, reference };

/// In front of every record.
struct record_header {
  std::uint32_t bytes; ///< that follow, a multiple of 8; of a pad: all that is skipped, this included
  record_kind kind;
  std::uint8_t unused[3];
};
static_assert(sizeof(record_header) == 8);

/// Body of a `reference`: the frame lies in the writer's arena.
struct arena_reference {
  std::uint64_t offset; ///< from the beginning of the arena
  std::uint64_t words;
  std::uint64_t extent; ///< offset and size (a power of two) of what to map to see it, in one word
};

/// In front of the frame of a record in a spool: whose it is.
struct spool_origin {
  std::uint64_t position; ///< in the stream it was taken from
  std::uint32_t incarnation;
  slot_id sender;
  std::uint8_t by;         ///< channel
  std::uint8_t deliveries; ///< so far
};
static_assert(sizeof(spool_origin) == 16);

/// A byte of `states`: code in bits 0-1, `was_skipped` in 2, deliveries in 3-5, the ring's lap (mod 4) in 6-7. A byte
/// of another lap counts as queued and never delivered.
enum class record_state : std::uint8_t { queued, taken, done, moved };
inline constexpr std::uint8_t record_code_bits = 3;
/// In a spool: that it was in hand when it was copied is no delivery, because it was put back since.
inline constexpr std::uint8_t record_was_skipped = 4;

} // namespace troupe::rooms::mailbox

/// The last things a process did, readable by others while it hangs and after it has died.
///
/// One page in the slot of its owner: a count and 127 entries, written round and round. One writing
/// thread at a time; readers in any number, process and state of decay. Each entry is a small
/// seqlock: the writer clears its stamp, writes, and sets the stamp; a reader believes an entry only
/// if the stamp is the same, and not clear, before and after.
///
/// What if the writer dies right here: before the stamp is set that one entry is skipped by readers
/// and overwritten by the next incarnation; at any other place nothing is half done.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::rooms::observe {

/// What happened, and what its two words mean. Values lie in shared memory: append, never renumber.
enum class flight_event : std::uint16_t {
  none = 0,
  born,          ///< slot, incarnation
  handler_begin, ///< message type, sender (slot << 48 | actor)
  handler_end,   ///< message type, 0 = returned, else an error code
  parked,        ///< 0 = without a limit, else nanoseconds; 0
  woke,          ///< attention bits, 0
  sent,          ///< receiver's slot, words
  send_refused,  ///< receiver's slot, send_result
  peer_gone,     ///< slot, incarnation
  bad_frame,     ///< sender's slot, 0
  stopping,      ///< 0, 0
  last_event_ = stopping,
};
[[nodiscard]] std::string_view name(flight_event what) noexcept;

/// What lies in the slot page. All zero is a valid, empty ring.
struct flight_page {
  static constexpr std::size_t capacity = 127;
  struct entry {
    std::atomic<std::uint64_t> stamp;       ///< ticket << 16 | event; 0 = being written, or never
    std::atomic<std::uint64_t> nanoseconds; ///< CLOCK_MONOTONIC
    std::atomic<std::uint64_t> first;
    std::atomic<std::uint64_t> second;
  };
  std::atomic<std::uint64_t> written; ///< entries begun in the life of the page
  std::array<std::uint64_t, 3> reserved;
  std::array<entry, capacity> entries;
};
static_assert(sizeof(flight_page) == 4096);

/// The writer's side; the page must outlive it. Goes on behind what a former incarnation left.
class flight_ring {
public:
  explicit flight_ring(flight_page& page) noexcept : page_(&page) {}
  /// One thread at a time. Costs a look at the clock and five stores.
  void note(flight_event what, std::uint64_t first = 0, std::uint64_t second = 0) noexcept;

private:
  flight_page* page_;
};

struct flight_record {
  std::uint64_t ticket;      ///< 1, 2, ... over the life of the page: a gap is an entry that was lost
  std::uint64_t nanoseconds; ///< CLOCK_MONOTONIC
  flight_event what;
  std::uint64_t first, second;
};

/// What the page holds, oldest first. Never waits; entries overwritten meanwhile are left out. The
/// page may hold anything: its writer may have lost its mind.
[[nodiscard]] std::vector<flight_record> read(const flight_page& page);
/// "12.345678901 handler_begin 42 7"
[[nodiscard]] std::string text(const flight_record& record);

} // namespace troupe::rooms::observe

/// A slot's status pages: what its process is doing, readable while it hangs and after it died.
///
/// Written by the slot's own process alone, through `endpoint::status`; read by all through
/// `region::status`. Zero when the slot is claimed; kept over the lives of a kept mailbox.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "observe/counters.hpp"
#include "observe/flight_ring.hpp"
#include "observe/log_ring.hpp"

namespace troupe::rooms::mailbox {

/// The handler that is running. Each word is whole; together they may be of two handlers.
struct activity {
  std::atomic<std::uint64_t> since; ///< CLOCK_MONOTONIC in nanoseconds; 0 = none is running
  std::atomic<std::uint64_t> type;  ///< type id of its message
  std::atomic<std::uint64_t> message_id;
  std::atomic<std::uint64_t> sender;  ///< slot << 48 | actor
  std::atomic<std::uint64_t> waiting; ///< records read and not begun
};

/// What a process says of its start, before it takes mail, or of its actor's end; each once, `incarnation` last.
/// See region::report_start, region::report_end.
struct report_words {
  std::atomic<std::uint32_t> incarnation; ///< whose report it is; 0: nobody's yet
  std::uint32_t code;
  std::uint64_t actor;
  std::uint32_t length;
  char text[1000];
};

struct slot_status {
  observe::counter_table counters;
  activity doing;
  report_words start;
  std::atomic<std::uint64_t> grown; ///< bytes of this slot's range in rings above the first size
  report_words end;
  /// A signal has told the program to end (the root's page alone); set once, before it lets go of anything.
  std::atomic<std::uint64_t> is_interrupted;
  std::array<std::byte, 4080 - sizeof(observe::counter_table) - sizeof(activity) - 2 * sizeof(report_words)> unused;
  observe::flight_page flight;
  observe::log_page log;
};
static_assert(sizeof(slot_status) == std::size_t{3} * 4096);

} // namespace troupe::rooms::mailbox

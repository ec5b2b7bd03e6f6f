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
  std::atomic<std::uint64_t> since;      ///< CLOCK_MONOTONIC in nanoseconds; 0 = none is running
  std::atomic<std::uint64_t> type;       ///< type id of its message
  std::atomic<std::uint64_t> message_id;
  std::atomic<std::uint64_t> sender;     ///< slot << 48 | actor
  std::atomic<std::uint64_t> waiting;    ///< records read and not begun
};

struct slot_status {
  observe::counter_table counters;
  activity doing;
  std::array<std::byte, 4096 - sizeof(observe::counter_table) - sizeof(activity)> unused;
  observe::flight_page flight;
  observe::log_page log;
};
static_assert(sizeof(slot_status) == 3 * 4096);

} // namespace troupe::rooms::mailbox

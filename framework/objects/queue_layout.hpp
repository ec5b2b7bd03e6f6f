/// The words of a queue in its entry: three lines, for those who put, for those who take, for both.
#pragma once

#include "objects/item_layout.hpp"

namespace troupe::rooms::objects {

/// What both sides read and hardly ever write.
struct alignas(64) queue_words {
  std::uint64_t limit; ///< items; 0: as many as there is memory for
  std::uint64_t type;  ///< of the items, as in type_entry
  std::uint32_t layout;
  std::uint32_t max_deliveries;
  std::atomic<extent_id> first_cells;
  std::atomic<std::uint32_t> deaths;   ///< of processes that had a reference; counted by the house
  std::atomic<std::uint32_t> finished; ///< 1: nobody puts any more; stored under the producers' guard
  std::uint32_t unused;
  wait_words room;                       ///< those who wait to put; who waits to take is at the entry's own
  wait_words settled;                    ///< those who wait until all is done
  std::atomic<std::uint64_t> tasks_done; ///< of a joinable queue
};
static_assert(sizeof(queue_words) == 64);

struct queue_body {
  producer_words producers;
  consumer_words consumers;
  queue_words both;
};
static_assert(sizeof(queue_body) == sizeof(object_entry::body));

[[nodiscard]] inline queue_body& queue_in(object_entry& of) noexcept { return reinterpret_cast<queue_body&>(of.body); }

} // namespace troupe::rooms::objects

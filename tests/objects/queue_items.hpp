/// Items for the tests of queues: words that all follow from a number, of any length.
#pragma once

#include <optional>

#include "objects/item_queue.hpp"
#include "world.hpp"

namespace troupe::tests {

using objects::item_queue;
using shared_queue = std::shared_ptr<item_queue>;

/// The queue of that id in this process, by its id alone: somebody else keeps it.
[[nodiscard]] shared_queue open_queue(objects::table& in, objects::object_id which);

/// Puts words that follow from the number; the first of them is the number.
objects::put_outcome put_number(item_queue& into, std::uint64_t number, std::size_t words = 1,
                                os::time_point deadline = os::never);
/// The number of an item, every word of which is as it was put; a test failure if not.
[[nodiscard]] std::uint64_t number_in(const objects::item_lease& lease);
/// Takes, checks and is done with the next item; empty when there is none within the deadline.
[[nodiscard]] std::optional<std::uint64_t> get_number(item_queue& from,
                                                      os::time_point deadline = os::time_point::min());

/// How many extents the queue has now.
[[nodiscard]] std::size_t extents_of(const item_queue& which);

} // namespace troupe::tests

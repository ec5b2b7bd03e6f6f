/// The doors of the kinds of objects, each defined in a file of its own.
///
/// A kind's public source file registers its door, so that a program has those it can ask for.
#pragma once

#include "parallel/door.hpp"

namespace troupe::rooms::parallel {

[[nodiscard]] caf::message_handler event_door(caf::event_based_actor* self, door* at);
[[nodiscard]] caf::message_handler mutex_door(caf::event_based_actor* self, door* at);
[[nodiscard]] caf::message_handler semaphore_door(caf::event_based_actor* self, door* at);
[[nodiscard]] caf::message_handler condition_door(caf::event_based_actor* self, door* at);
[[nodiscard]] caf::message_handler barrier_door(caf::event_based_actor* self, door* at);
/// Of values and arrays.
[[nodiscard]] caf::message_handler memory_door(caf::event_based_actor* self, door* at);
[[nodiscard]] caf::message_handler queue_door(caf::event_based_actor* self, door* at);
[[nodiscard]] caf::message_handler pipe_door(caf::event_based_actor* self, door* at);

} // namespace troupe::rooms::parallel

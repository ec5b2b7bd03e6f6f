/// The doors of `doors.hpp` that call.
#pragma once

#include "support/doors.hpp"

namespace troupe::tests {

[[nodiscard]] std::unique_ptr<mutex_door> calls_of(const shared::lockable& object);
[[nodiscard]] std::unique_ptr<semaphore_door> calls_of(const shared::counted& object);
[[nodiscard]] std::unique_ptr<condition_door> calls_of(const condition& object);
[[nodiscard]] std::unique_ptr<event_door> calls_of(const event& object);
[[nodiscard]] std::unique_ptr<barrier_door> calls_of(const barrier& object);

} // namespace troupe::tests

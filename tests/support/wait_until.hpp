/// Waiting for something that another process does. A test waits for a condition, never for a time.
#pragma once

#include <functional>

#include "os/clock.hpp"

namespace troupe::tests {

/// Long enough for the slowest machine: only a broken test waits that long.
inline constexpr auto patience = std::chrono::seconds(20);

/// Looks at `condition` again and again, yielding the processor between, until it is true or
/// `limit` has passed; whether it came true.
[[nodiscard]] bool wait_until(const std::function<bool()>& condition, rooms::os::duration limit = patience);

} // namespace troupe::tests

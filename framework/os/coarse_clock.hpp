/// The time of `os::clock`, a few milliseconds behind at most, for a quarter of its price.
#pragma once

#include <cstdint>

namespace troupe::rooms::os {

/// Nanoseconds of CLOCK_MONOTONIC as of the last tick. Any thread; never fails.
[[nodiscard]] std::uint64_t coarse_nanoseconds() noexcept;

} // namespace troupe::rooms::os

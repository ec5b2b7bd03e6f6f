/// Time that only goes forward (CLOCK_MONOTONIC), the same in all processes of one host.
#pragma once

#include <chrono>

namespace troupe::rooms::os {

using clock = std::chrono::steady_clock;
using time_point = clock::time_point;
using duration = clock::duration;

/// A deadline that never comes.
inline constexpr time_point never = time_point::max();

/// `now + d` without overflow; `never` when `d` is too long to add.
[[nodiscard]] time_point deadline_after(duration d) noexcept;

} // namespace troupe::rooms::os

/// What says for a part of the price of a look at the clock whether that is worth while.
#pragma once

#include <cstdint>

#include "os/clock.hpp"

namespace troupe::rooms::os {

/// Fewer ticks than that between two looks of one thread: less than a microsecond is over.
inline constexpr std::uint64_t ticks_within_a_microsecond = 1'000;

#if defined(__x86_64__)
/// The counter of the CPU, of a billion a second and more.
[[nodiscard]] inline std::uint64_t ticks() noexcept { return __builtin_ia32_rdtsc(); }
#else
[[nodiscard]] inline std::uint64_t ticks() noexcept {
  return static_cast<std::uint64_t>(clock::now().time_since_epoch().count()); // nanoseconds
}
#endif

} // namespace troupe::rooms::os

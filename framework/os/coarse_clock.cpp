#include "os/coarse_clock.hpp"

#include <time.h>

namespace troupe::rooms::os {

std::uint64_t coarse_nanoseconds() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

} // namespace troupe::rooms::os

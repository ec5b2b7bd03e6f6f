#include "os/clock.hpp"

namespace troupe::rooms::os {

time_point deadline_after(duration d) noexcept {
  const auto now = clock::now();
  return d >= never - now ? never : now + d;
}

} // namespace troupe::rooms::os

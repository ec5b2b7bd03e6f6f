#include "support/wait_until.hpp"

#include <sched.h>
#include <thread>

namespace troupe::tests {

bool wait_until(const std::function<bool()>& condition, rooms::os::duration limit) {
  const auto deadline = rooms::os::deadline_after(limit);
  for (unsigned looks = 0; !condition(); ++looks) {
    if (rooms::os::clock::now() >= deadline)
      return condition();
    if (looks < 100)
      ::sched_yield();
    else // paces the looking only: one that is waited for needs the processor more
      std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  return true;
}

} // namespace troupe::tests

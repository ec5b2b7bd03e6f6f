#include "os/futex.hpp"

#include <cerrno>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace troupe::rooms::os {

namespace {

timespec as_timespec(time_point when) noexcept {
  using namespace std::chrono;
  const auto since = when.time_since_epoch();
  const auto whole = duration_cast<seconds>(since);
  return {static_cast<time_t>(whole.count()), static_cast<long>(duration_cast<nanoseconds>(since - whole).count())};
}

} // namespace

futex_result futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected, time_point deadline) noexcept {
  const timespec until = as_timespec(deadline);
  // WAIT_BITSET because its timeout is a point in time, so that a retry after a signal waits no longer.
  // Not FUTEX_PRIVATE: the word may lie in shared memory.
  const long done = ::syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, expected, deadline == never ? nullptr : &until,
                              nullptr, FUTEX_BITSET_MATCH_ANY);
  if (done == 0 || errno == EINTR)
    return futex_result::woken;
  return errno == ETIMEDOUT ? futex_result::timed_out : futex_result::changed;
}

void futex_wake(const std::atomic<std::uint32_t>& word, int count) noexcept {
  const int saved = errno; // for callers in signal handlers
  ::syscall(SYS_futex, &word, FUTEX_WAKE, count, nullptr, nullptr, 0);
  errno = saved;
}

} // namespace troupe::rooms::os

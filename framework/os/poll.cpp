#include "os/poll.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <poll.h>
#include <vector>

namespace troupe::rooms::os {

bool is_readable(int descriptor) noexcept { return wait_readable(descriptor, time_point::min()); }

bool wait_readable(int descriptor, time_point deadline) noexcept {
  return wait_any_readable(std::span{&descriptor, 1}, deadline);
}

namespace {

bool poll_until(std::span<pollfd> entries, time_point deadline) noexcept {
  for (;;) {
    const int timeout = poll_timeout(deadline);
    const int ready = ::poll(entries.data(), entries.size(), timeout);
    if (ready > 0)
      return true;
    // A timeout too long for poll's int comes back early; only a deadline that has passed is the end.
    if ((ready < 0 && errno != EINTR) || (ready == 0 && poll_timeout(deadline) == 0))
      return false;
  }
}

pollfd entry_for(int descriptor) noexcept { return {descriptor, POLLIN, 0}; } // poll leaves negative ones out

} // namespace

bool wait_any_readable(std::span<const int> descriptors, time_point deadline) noexcept {
  std::array<pollfd, 8> entries;
  const std::size_t count = std::min(descriptors.size(), entries.size());
  std::ranges::transform(descriptors.first(count), entries.begin(), entry_for);
  return poll_until(std::span{entries}.first(count), deadline);
}

bool wait_any_of_many_readable(std::span<const int> descriptors, time_point deadline) {
  std::vector<pollfd> entries(descriptors.size());
  std::ranges::transform(descriptors, entries.begin(), entry_for);
  return poll_until(entries, deadline);
}

bool wait_writable(int descriptor, time_point deadline) noexcept {
  pollfd entry{descriptor, POLLOUT, 0};
  return poll_until({&entry, 1}, deadline);
}

int poll_timeout(time_point deadline) noexcept {
  if (deadline == never)
    return -1;
  const auto now = clock::now();
  if (deadline <= now)
    return 0;
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(deadline - now).count();
  return static_cast<int>(std::min<milliseconds::rep>(left, std::numeric_limits<int>::max()));
}

} // namespace troupe::rooms::os

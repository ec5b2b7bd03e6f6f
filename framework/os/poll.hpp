/// Waiting for descriptors. EINTR is never seen by callers.
#pragma once

#include <span>

#include "os/clock.hpp"

namespace troupe::rooms::os {

/// Whether a read would not wait: data, end of file or an error to report.
[[nodiscard]] bool is_readable(int descriptor) noexcept;
/// The same, waiting until `deadline` at most.
bool wait_readable(int descriptor, time_point deadline) noexcept;

/// Whether a write would not wait: there is room, or an error to report.
bool wait_writable(int descriptor, time_point deadline) noexcept;

/// Whether one of several is, negative ones left out; at most eight.
bool wait_any_readable(std::span<const int> descriptors, time_point deadline) noexcept;
/// The same for any number of them.
bool wait_any_of_many_readable(std::span<const int> descriptors, time_point deadline);

/// What is left until `deadline` in the milliseconds of poll and epoll: rounded up, so that a wait
/// never ends before its deadline; -1 for `never`, 0 when it has passed.
[[nodiscard]] int poll_timeout(time_point deadline) noexcept;

} // namespace troupe::rooms::os

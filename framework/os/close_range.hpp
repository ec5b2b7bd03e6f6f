/// Closing what was inherited by luck.
#pragma once

#include <span>

namespace troupe::rooms::os {

/// Closes every descriptor from `first` on. Without close_range (before Linux 5.9) one by one, as
/// listed in /proc/self/fd.
void close_all_from(int first) noexcept;
/// The same but for the descriptors in `keep`, in any order.
void close_all_from(int first, std::span<const int> keep);

} // namespace troupe::rooms::os

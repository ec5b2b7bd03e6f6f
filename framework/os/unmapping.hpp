/// Memory of a process at its end.
#pragma once

namespace troupe::rooms::os {

/// From now on what a `mapping` had stays mapped until the process ends, when the kernel unmaps everything at once: one
/// by one, each tells all CPUs. For a process that is about to end. Any thread.
void leave_unmapping_to_the_end() noexcept;

} // namespace troupe::rooms::os

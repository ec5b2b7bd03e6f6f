/// A descriptor that tells of a process's end to poll.
#pragma once

#include <functional>

#include "os/fd.hpp"
#include "troupe/process_messages.hpp"

namespace troupe::rooms::parallel {

/// Readable as soon as the process is over, at once when it is. `is_alive`: as the slot table has it now.
/// Fails: no_resource.
[[nodiscard]] os::fd open_sentinel(const process_view& which, const std::function<bool()>& is_alive);

} // namespace troupe::rooms::parallel

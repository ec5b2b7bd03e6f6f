/// Shared pages that this process has no right to any more, though some of its threads still write there.
#pragma once

#include "os/mapping.hpp"

namespace troupe::rooms::os {

/// Puts pages of this process's own, all zero, in the place of a writable mapping: what is written there from now on
/// nobody else sees. False when there is no memory for them; then nothing has changed. Any thread.
[[nodiscard]] bool make_private(const mapping& pages) noexcept;

} // namespace troupe::rooms::os

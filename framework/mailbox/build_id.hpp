/// Which build of which program this process runs, as one number.
#pragma once

#include <cstdint>

namespace troupe::rooms::mailbox {

/// A hash of the program's GNU build-id; 0 when it was linked without one.
[[nodiscard]] std::uint64_t own_build() noexcept;

} // namespace troupe::rooms::mailbox

/// Bits that no other process has, from the kernel.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace troupe::rooms::os {

/// Fills `out`. At boot it may wait until the kernel has gathered entropy. Fails: no_resource.
void fill_random(std::span<std::byte> out);
/// `bytes` random bytes as twice as many hexadecimal digits: the mark of one run.
[[nodiscard]] std::string random_hex(std::size_t bytes);

} // namespace troupe::rooms::os

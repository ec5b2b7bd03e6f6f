/// Who the calling process is within its system.
#pragma once

#include <cstdint>
#include <string>

#include "troupe/ending.hpp"

namespace troupe::rooms::supervision {

/// By a worker's entry, once.
void set_this_process(std::string name, std::uint32_t number);
/// In the root, which nobody names: "main", number 1.
[[nodiscard]] process_label this_process_label();

} // namespace troupe::rooms::supervision

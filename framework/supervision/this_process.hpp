/// Who the calling process is within its system.
#pragma once

#include <cstdint>
#include <string>

namespace troupe::rooms::supervision {

/// By a worker's entry, once.
void set_this_process(std::string name, std::uint32_t number);
/// "worker 3 'resize' (pid 4242)"; in the root, which nobody names, number 1 and "main".
[[nodiscard]] std::string this_process_text();

} // namespace troupe::rooms::supervision

/// Logging settings on their way to a worker.
#pragma once

#include <string_view>

#include "supervision/requests.hpp"

namespace troupe::rooms::supervision {

/// What holds in this process now. Sinks that are no plain functions of a module stay here.
[[nodiscard]] inherited_log log_to_inherit();
/// In the worker, before it logs.
void adopt_log(const inherited_log& log, std::string_view process_name);

} // namespace troupe::rooms::supervision

/// Errors of pools themselves, as values.
#pragma once

#include <string>

#include "troupe/exception.hpp"

namespace troupe::rooms::parallel {

[[nodiscard]] exception_value failure(errc code, std::string text);
/// Says in the log that one was lost, unless somebody wanted it: nobody misses what he has cancelled or ended.
void log_unread(const std::string& label, const exception_value& failure);

} // namespace troupe::rooms::parallel

/// Errors of pools themselves, as values.
#pragma once

#include <string>

#include "troupe/exception.hpp"

namespace troupe::rooms::parallel {

[[nodiscard]] exception_value failure(errc code, std::string text);

} // namespace troupe::rooms::parallel

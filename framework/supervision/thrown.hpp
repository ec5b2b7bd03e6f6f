/// An exception of the user's code, as a sentence.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace troupe::rooms::supervision {

/// "counter threw std::out_of_range: no such row"
[[nodiscard]] std::string describe(const std::exception_ptr& what, std::string_view function);

} // namespace troupe::rooms::supervision

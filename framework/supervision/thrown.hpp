/// An exception of the user's code, as a sentence and as a reason.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "troupe/actor.hpp"

namespace troupe::rooms::supervision {

/// "counter threw std::out_of_range: no such row"
[[nodiscard]] std::string describe(const std::exception_ptr& what, std::string_view function);
/// The same for monitors and links; an exception of troupe keeps its code, others are remote_error.
[[nodiscard]] caf::error to_error(const std::exception_ptr& what);

} // namespace troupe::rooms::supervision

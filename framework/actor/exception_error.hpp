/// Exceptions as error values that carry them whole, for whoever has asked.
#pragma once

#include "troupe/actor_errors.hpp"
#include "troupe/exception.hpp"

namespace troupe::rooms::actor {

/// Code and text as of any error, with the exception itself behind them.
[[nodiscard]] error_value error_of(const exception_value& captured);
/// Null when the error was not made by `error_of`. It lives as long as the error.
[[nodiscard]] const exception_value* exception_in(const error_value& what) noexcept;

} // namespace troupe::rooms::actor

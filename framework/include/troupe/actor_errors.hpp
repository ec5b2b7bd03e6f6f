/// Errors between actors: `caf::error` with troupe's codes in it, so that `e == troupe::errc::worker_lost` works.
/// Threads: values.
#pragma once

#include <troupe/message_hook.hpp>

#include <caf/error.hpp>

#include <troupe/error.hpp>

namespace troupe {

/// What a request's error handler gets, and the reason of a `down_msg`. It travels.
using error_value = caf::error;

/// An error of that code; the text is for people.
[[nodiscard]] error_value make_error(errc code);
[[nodiscard]] error_value make_error(errc code, const std::string& text);
/// What was thrown: an error of troupe keeps code and text, anything else is `remote_error` with the exception's class
/// and text. `throw_error` throws it again, of its own class where that travels (troupe/exception.hpp).
[[nodiscard]] error_value make_error(const std::exception_ptr& thrown);

/// The nearest code for an error of any category: CAF's own are mapped, `none` is no error.
[[nodiscard]] errc code_of(const error_value& what) noexcept;
/// One sentence: the text it was made with, or what a code of CAF's means. "no error" if it is none.
[[nodiscard]] std::string text(const error_value& what);
/// Throws what was thrown, or the class that belongs to `code_of(what)` with `text(what)`.
[[noreturn]] void throw_error(const error_value& what);

} // namespace troupe

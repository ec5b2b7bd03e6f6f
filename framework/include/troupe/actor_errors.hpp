/// Errors between actors: `caf::error` with troupe's codes in it, so that `e == troupe::errc::worker_lost` works.
/// Threads: values.
#pragma once

#include <troupe/message_hook.hpp>

#include <caf/error.hpp>

#include <troupe/exception.hpp>

namespace troupe {

/// What a request's error handler gets, and the reason of a `down_msg`. It travels.
using error_value = caf::error;

/// An error of that code; the text is for people.
[[nodiscard]] error_value make_error(errc code);
[[nodiscard]] error_value make_error(errc code, const std::string& text);
/// What was thrown: an error of troupe keeps code and text, anything else is `remote_error` with the
/// exception's class and text.
[[nodiscard]] error_value make_error(const std::exception_ptr& thrown);
/// The same, with the exception itself in it for whoever asks `exception_in`.
[[nodiscard]] error_value make_error(const exception_value& captured);
/// Null when the error was not made of an exception. It lives as long as the error.
[[nodiscard]] const exception_value* exception_in(const error_value& what) noexcept;

/// The nearest code for an error of any category: CAF's own are mapped, `none` is no error.
[[nodiscard]] errc code_of(const error_value& what) noexcept;
/// One sentence: the text it was made with, or CAF's words. "no error" if it is none.
[[nodiscard]] std::string text(const error_value& what);
/// Throws the class that belongs to `code_of(what)` with `text(what)`.
[[noreturn]] void throw_error(const error_value& what);

} // namespace troupe

/// Handles in fmt::format, and in std::format where the standard library has it: `{}` is their text form.
///
/// Not part of <troupe/troupe.hpp>: a program that formats this way includes it, and links fmt.
#pragma once

#include <version>

#include <fmt/format.h>
#ifdef __cpp_lib_format
#include <format>
#endif

#include <troupe/handle_text.hpp>

/// Takes the specifications of a string: `{:>40}`.
template <troupe::has_text T>
struct fmt::formatter<T> : fmt::formatter<std::string> {
  auto format(const T& handle, auto& context) const {
    return fmt::formatter<std::string>::format(handle.text(), context);
  }
};

#ifdef __cpp_lib_format
/// The same for the standard's own.
template <troupe::has_text T>
struct std::formatter<T> : std::formatter<std::string> {
  auto format(const T& handle, auto& context) const {
    return std::formatter<std::string>::format(handle.text(), context);
  }
};
#endif

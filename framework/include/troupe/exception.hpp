/// Exceptions as values that travel: caught in one process, thrown again in another.
#pragma once

#include <cstdint>
#include <exception>
#include <vector>

#include "troupe/error.hpp"
#include "troupe/remote_info.hpp"

namespace troupe {

/// An aggregate that travels like any other.
struct exception_value {
  std::string type; ///< the C++ type that was thrown
  std::string text; ///< its what(), or the readable form of what is no std::exception
  errc code = errc::remote_error;
  std::int32_t number = 0; ///< errno of a no_resource
  remote_info::origin from;
  std::string report;
  std::uint64_t value_type = 0;     ///< type_entry::id when the thrown type itself can travel
  std::vector<std::uint64_t> value; ///< pointer word and payload of it
};

/// Never throws anything but bad_alloc; an exception that cannot be encoded is told by its text.
[[nodiscard]] exception_value capture_exception(const std::exception_ptr& thrown, remote_info::origin from = {});

/// Throws what was captured: the same class where it is known here (of troupe::error, of
/// <stdexcept>, or a type that can travel), else remote_error; in each case a remote_info too,
/// unless the type is no class or final.
[[noreturn]] void rethrow(const exception_value& captured);

} // namespace troupe

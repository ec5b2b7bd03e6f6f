/// A described type in words, for people who are to write a value of it.
///
/// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "troupe/description.hpp"

namespace troupe::rooms::message {

/// What a person is asked for: "a whole number from 0 to 255", "a table with the fields id, score".
[[nodiscard]] std::string wanted_text(const wire::description& type);
/// Of a struct: "a table with the fields id, score".
[[nodiscard]] std::string fields_text(const wire::description& type);
/// The name of a type or a part without what it is in: "point<int>" of "shapes::point<int>".
[[nodiscard]] std::string last_name(std::string_view name);

} // namespace troupe::rooms::message

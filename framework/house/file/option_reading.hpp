/// What reading an option and saying its schema have in common, of whatever type it is.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "house/file/option_types.hpp"

namespace troupe::rooms::house {

/// Whether it is a text that the system can be given; reports it if not.
bool is_text(const node& from, std::string_view wanted, value_reader& how, std::string help = {});

/// Whether it is a whole number within these bounds; reports it if not.
template <class Number>
bool read_whole(const node& from, Number least, Number most, Number& to, value_reader& how) {
  if (from.is != node::kind::integer) {
    how.expect("a whole number", from);
    return false;
  }
  if (from.integer < static_cast<std::int64_t>(least) || from.integer > static_cast<std::int64_t>(most)) {
    how.refuse("E105", from.where,
               std::to_string(from.integer) + " is out of range, " + std::to_string(least) + " to " +
                 std::to_string(most) + " is allowed");
    return false;
  }
  to = static_cast<Number>(from.integer);
  how.note_origin(from.where);
  return true;
}

/// A whole text as a number, if it is one.
[[nodiscard]] std::optional<std::uint32_t> number_of(std::string_view text);

[[nodiscard]] json::object text_schema();
/// Of a text that may have a variable in it, and then is anything.
[[nodiscard]] json::object pattern_schema(std::string_view pattern);
[[nodiscard]] json::object either_schema(std::initializer_list<json::object> all);
[[nodiscard]] json::object whole_schema(std::int64_t least, std::int64_t most);

} // namespace troupe::rooms::house

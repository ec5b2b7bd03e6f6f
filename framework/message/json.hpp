/// JSON, by Boost.JSON under the name `json`. Rooms above include this and not Boost.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "message/units.hpp"

namespace troupe::rooms::message {

namespace json = boost::json;

/// How deep a value may nest that a person writes, or that is to become a message.
inline constexpr std::size_t deepest_value = 64;
/// One value and nothing behind it, nested at most so deep. The problem names line and column.
[[nodiscard]] reading<json::value> parse_json(std::string_view text, std::size_t deepest = deepest_value);
/// In one line. What is not UTF-8 in a text is shown as U+FFFD.
[[nodiscard]] std::string json_text(const json::value& value);

/// The same text with every byte that is not UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string as_utf8(std::string_view text);

} // namespace troupe::rooms::message

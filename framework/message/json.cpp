#include "message/json.hpp"

#include <algorithm>
#include <boost/json/src.hpp> // the library itself, compiled here once
#include <cmath>

#include "troupe/wire.hpp"

namespace troupe::rooms::message {
namespace {

std::string position_text(std::string_view before) {
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1; // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// How many bytes at the front are one character; 0 when they are none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : (first & 0xf0) == 0xe0        ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return 0;
  const unsigned second = byte(1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool surrogate = first == 0xed && second >= 0xa0, beyond = first == 0xf4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

// The library takes 1e6005 for infinity, or for no number at all: neither can be written again.
bool has_no_number(const json::value& in) {
  if (const double* const number = in.if_double())
    return !std::isfinite(*number);
  if (const json::array* const all = in.if_array())
    return std::ranges::any_of(*all, has_no_number);
  if (const json::object* const all = in.if_object())
    return std::ranges::any_of(*all, [](const auto& field) { return has_no_number(field.value()); });
  return false;
}

} // namespace

static_assert(deepest_value == wire::max_depth);

reading<json::value> parse_json(std::string_view text, std::size_t deepest) {
  json::parse_options options;
  options.max_depth = deepest;
  json::stream_parser parser({}, options);
  boost::system::error_code failed;
  const std::size_t read = parser.write_some(text.data(), text.size(), failed);
  const std::size_t rest = text.find_first_not_of(" \t\r\n", read);
  if (!failed && rest != text.npos)
    return {{}, position_text(text.substr(0, rest)) + ": something behind the value", {}};
  if (!failed)
    parser.finish(failed);
  if (failed)
    return {{}, position_text(text.substr(0, read)) + ": " + failed.message(), {}};
  json::value value = parser.release();
  if (has_no_number(value))
    return {{}, "a number beyond 1.8e308, which no double holds", {}};
  return {std::move(value)};
}

std::string json_text(const json::value& value) { return as_utf8(json::serialize(value)); }

std::string as_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0)
      out += "\xef\xbf\xbd";
    else
      out += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

} // namespace troupe::rooms::message

#include "house/file/option_reading.hpp"

#include <charconv>

namespace troupe::rooms::house {

bool is_text(const node& from, std::string_view wanted, value_reader& how, std::string help) {
  if (from.is != node::kind::text)
    how.expect(wanted, from, std::move(help));
  else if (from.text.find('\0') != std::string::npos)
    how.refuse("E105", from.where, "a text with the character NUL cannot be given to the system");
  else
    return true;
  return false;
}

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failed == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

json::object text_schema() { return {{"type", "string"}}; }

json::object pattern_schema(std::string_view pattern) {
  return {{"type", "string"}, {"pattern", "^(" + std::string(pattern) + "|.*\\$\\{.*)$"}};
}

json::object either_schema(std::initializer_list<json::object> all) {
  json::array made;
  for (const json::object& one : all)
    made.push_back(one);
  return {{"anyOf", std::move(made)}};
}

json::object whole_schema(std::int64_t least, std::int64_t most) {
  return {{"type", "integer"}, {"minimum", least}, {"maximum", most}};
}

} // namespace troupe::rooms::house

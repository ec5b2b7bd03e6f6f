/// Reading what a tree answered: anything may be missing or null, and nothing of it is trusted to have the right type.
#pragma once

#include <optional>
#include <string>

#include "message/json.hpp"

namespace troupe::rooms::cli {

namespace json = message::json;

[[nodiscard]] inline const json::value* field(const json::object& from, std::string_view key) {
  const json::value* found = from.if_contains(key);
  return found == nullptr || found->is_null() ? nullptr : found;
}
[[nodiscard]] inline std::string text_field(const json::object& from, std::string_view key,
                                            std::string otherwise = {}) {
  const json::value* found = field(from, key);
  if (found == nullptr)
    return otherwise;
  return found->is_string() ? std::string(found->get_string()) : message::json_text(*found);
}
[[nodiscard]] inline std::optional<double> number_field(const json::object& from, std::string_view key) {
  const json::value* found = field(from, key);
  if (found == nullptr || !found->is_number())
    return std::nullopt;
  return found->to_number<double>();
}
[[nodiscard]] inline const json::object* object_field(const json::object& from, std::string_view key) {
  const json::value* found = field(from, key);
  return found == nullptr ? nullptr : found->if_object();
}
/// Calls `each` with the objects of a list.
template <class Each>
void for_each_object(const json::object& from, std::string_view key, Each each) {
  const json::value* found = field(from, key);
  if (const json::array* list = found == nullptr ? nullptr : found->if_array())
    for (const json::value& one : *list)
      if (const json::object* object = one.if_object())
        each(*object);
}

} // namespace troupe::rooms::cli

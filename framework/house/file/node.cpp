#include "house/file/node.hpp"

#include <algorithm>

namespace troupe::rooms::house {

namespace json = message::json;

const entry* node::find(std::string_view key) const noexcept {
  const auto found = std::ranges::find(entries, key, &entry::key);
  return found == entries.end() ? nullptr : &*found;
}

std::string_view kind_text(const node& one) noexcept {
  switch (one.is) {
  case node::kind::table: return "a table";
  case node::kind::list: return "a list";
  case node::kind::text: return "a text";
  case node::kind::integer: return "a whole number";
  case node::kind::real: return "a number with a fraction";
  case node::kind::truth: return "true or false";
  case node::kind::moment: return "a date or time";
  }
  return {};
}

json::value json_of(const node& one) {
  switch (one.is) {
  case node::kind::table: {
    json::object all;
    for (const entry& each : one.entries)
      all[each.key] = json_of(each.value);
    return all;
  }
  case node::kind::list: {
    json::array all;
    for (const node& each : one.elements)
      all.push_back(json_of(each));
    return all;
  }
  case node::kind::integer: return one.integer;
  case node::kind::real: return one.real;
  case node::kind::truth: return one.truth;
  default: return json::value(one.text);
  }
}

} // namespace troupe::rooms::house

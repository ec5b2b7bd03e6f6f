#include "troupe/actor.hpp" // first

#include "troupe/name_space.hpp"

#include "troupe/error.hpp"

namespace troupe {

namespace managed {

std::string ns_state::text() const {
  std::string out = "name_space(";
  for (const auto& [attribute, value] : all_) {
    if (attribute.starts_with('_'))
      continue;
    out += out.back() == '(' ? "" : ", ";
    out += attribute + ": " + troupe::text(value);
  }
  return out + ")";
}

void ns_state::answer(ns_set&& m) {
  const auto [value, is_new] = all_.try_emplace(std::move(m.name), std::move(m.value));
  if (!is_new)
    *value = std::move(m.value);
}

// Who gets it may take it apart.
any_value ns_state::answer(const ns_get& m) const {
  const any_value* const found = all_.find(m.name);
  if (found == nullptr)
    throw key_not_found("the name_space has no '" + m.name + "'");
  return found->clone();
}

std::vector<std::string> ns_state::answer(ns_names) const {
  std::vector<std::string> out;
  for (const auto& [attribute, value] : all_)
    out.push_back(attribute);
  return out;
}

} // namespace managed

caf::actor name_space::address() const {
  managed::know_operations<managed::ns_state, ns_set, ns_get, ns_contains, ns_erase, ns_names>();
  return reference().handle();
}

} // namespace troupe

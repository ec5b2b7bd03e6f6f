#include "objects/kinds.hpp"

#include <array>

namespace troupe::rooms::objects {

namespace {

constexpr std::size_t kinds = static_cast<std::size_t>(object_kind::last_kind_) + 1;

std::array<kind_rules, kinds>& all_rules() noexcept {
  static std::array<kind_rules, kinds> rules{};
  return rules;
}

} // namespace

const kind_rules& rules_of(object_kind kind) noexcept {
  const auto number = static_cast<std::size_t>(kind);
  return all_rules()[number < kinds ? number : 0];
}

bool set_rules(object_kind kind, const kind_rules& rules) noexcept {
  all_rules()[static_cast<std::size_t>(kind)] = rules;
  return true;
}

} // namespace troupe::rooms::objects

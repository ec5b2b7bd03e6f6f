/// From CAF's view of a value's type to troupe's.
#pragma once

#include <string>

#include "troupe/actor.hpp"
#include "troupe/any_value.hpp"

namespace troupe::rooms::actor {

/// Null when values of that type cannot travel. A few nanoseconds.
[[nodiscard]] const type_entry* entry_of(const caf::rtti_pair& type) noexcept;
/// "std::map<...>", "caf::group": for people.
[[nodiscard]] std::string name_of(const caf::rtti_pair& type);

/// Null when no message of that type is written down anywhere in the program.
[[nodiscard]] inline const messages::hooks* hooks_of(const type_entry& type) noexcept {
  return static_cast<const messages::hooks*>(type.actor_hooks.load(std::memory_order_acquire));
}
/// Whether every actor of this process can be given messages of that type.
[[nodiscard]] inline bool can_receive(const type_entry& type) noexcept { return hooks_of(type) != nullptr; }

/// And back: what CAF calls the type.
[[nodiscard]] inline caf::rtti_pair rtti_of(const type_entry& type) noexcept {
  const messages::hooks* const hooks = hooks_of(type);
  return hooks != nullptr && hooks->number != 0 ? caf::rtti_pair{hooks->number, nullptr} : caf::rtti_pair{0, type.type};
}
[[nodiscard]] inline std::uint32_t token_of(const type_entry& type) noexcept {
  return caf::add_to_type_token(0xFFFFFFFF, rtti_of(type).first);
}
/// A copy of the value, for messages of several values.
[[nodiscard]] caf::type_erased_value_ptr box_copy(const type_entry& type, const void* value);

} // namespace troupe::rooms::actor

/// From CAF's view of a value's type to troupe's.
#pragma once

#include <string>

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// Null when values of that type cannot travel. A few nanoseconds.
[[nodiscard]] const type_entry* entry_of(const caf::rtti_pair& type) noexcept;
/// "std::map<...>", "caf::group": for people.
[[nodiscard]] std::string name_of(const caf::rtti_pair& type);

/// Whether this process can handle messages of that type.
[[nodiscard]] inline bool can_receive(const type_entry& type) noexcept {
  return type.actor_hooks.load(std::memory_order_acquire) != nullptr;
}

} // namespace troupe::rooms::actor

/// What the actor room does with a value whose C++ type it does not know: see `type_entry`.
/// For <troupe/actor.hpp> alone.
#pragma once

#include <troupe/message_hook.hpp>

#include <caf/make_message.hpp>
#include <caf/make_type_erased_value.hpp>

namespace troupe::messages {

struct hooks {
  std::uint16_t number;              ///< CAF's, 0 for types that it does not know
  caf::message (*take)(void* value); ///< moved into a message
  caf::message (*copy)(const void* value);
  caf::type_erased_value_ptr (*box)(void* value); ///< moved into a box
  caf::type_erased_value_ptr (*copy_box)(const void* value);
};

template <class T>
struct hooks_of {
  static caf::message take(void* value) { return caf::make_message(std::move(*static_cast<T*>(value))); }
  static caf::message copy(const void* value) { return caf::make_message(*static_cast<const T*>(value)); }
  static caf::type_erased_value_ptr box(void* value) {
    return caf::make_type_erased_value<T>(std::move(*static_cast<T*>(value)));
  }
  static caf::type_erased_value_ptr copy_box(const void* value) {
    return caf::make_type_erased_value<T>(*static_cast<const T*>(value));
  }
  static constexpr hooks all{caf::type_nr<T>::value, &take, &copy, &box, &copy_box};
};

/// Registers `T` as a message; by now CAF is complete.
template <class T>
bool carry() {
  type_entry_of<T>().actor_hooks.store(&hooks_of<T>::all, std::memory_order_release);
  return true;
}

template <class T>
const bool carried<T>::done = carry<T>();

} // namespace troupe::messages

/// How CAF learns of message types without a macro per type: being sent, or being the parameter of a
/// handler, makes CAF ask for `type_nr<T>`, and the answer registers `T` for travelling.
///
/// For <troupe/actor.hpp> alone: it must come after nothing of CAF and before the rest of it.
/// Threads: everything happens while the program starts or a module is loaded.
#pragma once

#ifdef CAF_VERSION
#error "troupe: include <troupe/actor.hpp> (or <troupe/troupe.hpp>) before any <caf/...> header"
#endif

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/detail/type_traits.hpp>
#include <caf/type_nr.hpp>

#include <troupe/type_entry.hpp>

namespace caf {
template <class T>
class stream;
} // namespace caf

namespace troupe::messages {

/// CAF numbers these itself; they are registered by the actor room.
template <class T>
inline constexpr bool built_in = caf::detail::tl_index_of<caf::sorted_builtin_types, T>::value != -1;

template <class T>
concept foreign = !built_in<T>;

/// Allowed by the user's own hand, with CAF_ALLOW_UNSAFE_MESSAGE_TYPE: it stays in its process.
template <class T>
concept local_only =
  caf::allowed_unsafe_message_type<T>::value && !requires { typename caf::allowed_unsafe_message_type<T>::by_troupe; };

template <class T>
inline constexpr bool is_stream = false;
template <class T>
inline constexpr bool is_stream<caf::stream<T>> = true;

template <class T>
struct carried {
  static const bool done; ///< its initialiser is what registers
};

template <const bool* Done>
struct mention {
  static constexpr std::uint16_t number = 0;
};

template <class T>
consteval std::uint16_t number_of() {
  static_assert(!is_stream<T>, "troupe: streams of CAF do not cross processes; send the elements as messages");
  if constexpr (is_stream<T> || local_only<T>) {
    return 0;
  } else {
    require_travels<T>();
    static_assert(!travels<T> || std::is_copy_constructible_v<T>,
                  "troupe: a message must be copyable, because it may have several receivers");
    if constexpr (travels<T> && std::is_copy_constructible_v<T>)
      return mention<&carried<T>::done>::number;
    else
      return 0;
  }
}

} // namespace troupe::messages

namespace caf {

template <class T>
  requires troupe::messages::foreign<T>
struct type_nr<T, false> {
  static constexpr std::uint16_t value = troupe::messages::number_of<T>();
};

template <class T>
  requires(troupe::messages::foreign<T> && !detail::is_serializable<T>::value)
struct allowed_unsafe_message_type<T> : std::true_type {
  using by_troupe = void;
};

} // namespace caf

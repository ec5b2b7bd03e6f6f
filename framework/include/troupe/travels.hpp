/// What can travel between processes, and the sentence for what cannot.
#pragma once

#include "troupe/aggregate.hpp"
#include "troupe/form_choice.hpp"
#include "troupe/form_scalar.hpp"
#include "troupe/form_sequence.hpp"
#include "troupe/form_variant.hpp"

namespace troupe {

namespace wire {

// A type met again within itself travels if the rest of it does.
template <class T, class... Within>
consteval bool all_travel();

template <class Parts, class... Within>
struct parts_travel;
template <class... Parts, class... Within>
struct parts_travel<types<Parts...>, Within...> {
  static constexpr bool value = (... && all_travel<Parts, Within...>());
};

template <class T, class... Within>
consteval bool all_travel() {
  if constexpr ((... || std::is_same_v<T, Within>))
    return true;
  else if constexpr (!formed<T>)
    return false;
  else
    return parts_travel<typename form<T>::parts, T, Within...>::value;
}

} // namespace wire

/// Whether a `T` can be sent: built in, an aggregate of what travels, or opted in by `codec<T>`.
/// Complete types only.
template <class T>
inline constexpr bool travels = wire::all_travel<T>();

/// The same as a concept.
template <class T>
concept travelling = travels<T>;

/// A struct that Cap'n Proto generated from a schema.
template <class T>
concept generated = requires {
  typename T::Reader;
  typename T::Builder;
  T::_capnpPrivate::typeId;
};

namespace wire {

/// Such a struct, or what looks into one: they own nothing, so they are sent in a box.
template <class T>
concept generated_or_view = generated<T> || requires { typename T::Reads; } || requires { typename T::Builds; };

/// Those whose own sentence is in require_travels.
template <class T>
concept named_in_its_own_sentence = std::is_pointer_v<T> || std::is_same_v<T, std::string_view> || generated_or_view<T>;

} // namespace wire

/// Ends the compilation with one sentence when `T` cannot travel. To be called where the user's
/// call is written.
template <class T>
consteval void require_travels() {
  static_assert(!std::is_pointer_v<T>,
                "troupe: a pointer cannot travel to another process; send the value it points to");
  static_assert(!std::is_same_v<T, std::string_view>,
                "troupe: a string_view member would dangle in the other process; make it a std::string");
  static_assert(!wire::generated_or_view<T>,
                "troupe: a struct that Cap'n Proto generated travels in its box; send a troupe::message_of<the struct> "
                "(troupe/capnp_message.hpp)");
  static_assert(wire::named_in_its_own_sentence<T> || travels<T>,
                "troupe: this type cannot travel to another process; make it a plain struct of types that travel "
                "(no bases, references, pointers, const members or C arrays), or specialise troupe::codec for it");
}

} // namespace troupe

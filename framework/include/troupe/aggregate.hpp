/// Plain structs, field by field, by Boost.PFR: what they are made of and how they travel.
#pragma once

#include <boost/pfr/core.hpp>

#include "troupe/form_fields.hpp"

namespace troupe {

/// How a class with invariants travels: as another type that can. Specialise it for `T` with
///   using wire_type = ...;
///   static wire_type to_wire(const T&);        // or a const reference into the value
///   static T from_wire(wire_type&&);           // throws decode_error for what no T can be
/// Both are called in the processes that send and receive, on whichever thread does so.
template <class T>
struct codec;

/// Whether the class has opted in.
template <class T>
concept has_codec = requires { typename codec<T>::wire_type; };

namespace wire {

/// Converts to the bases of `T` and to nothing else: what initialises them, if there are any.
template <class T>
struct base_probe {
  template <class Base>
    requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>)
  operator Base() const noexcept;
};
/// Converts to anything: what initialises one field.
struct any_probe {
  std::size_t number;
  template <class Field>
  operator Field() const noexcept;
};

template <class T>
concept has_base = requires { T{base_probe<T>{}}; };

template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; };

/// A plain struct. One that cannot be assigned has members that are const or references.
template <class T>
concept aggregate = std::is_class_v<T> && !tuple_like<T> && !has_codec<T> && std::is_aggregate_v<T> &&
                    std::is_move_assignable_v<T> && !has_base<T>;

inline constexpr std::size_t max_fields = 200;

template <class T, std::size_t Count>
consteval bool takes_fields() {
  return []<std::size_t... Is>(std::index_sequence<Is...>) {
    return requires { T{any_probe{Is}...}; };
  }(std::make_index_sequence<Count>{});
}

/// As many fields as initialisers are taken. Fewer are not taken either as long as one of those left
/// out has no default. (Boost.PFR's own count crashes g++ 12 on `vector<string> all = {"default"};`.)
template <class T, std::size_t Count = 0, bool Taken = false>
consteval std::size_t count_fields() {
  if constexpr (Count > max_fields)
    return 0;
  else if constexpr (takes_fields<T, Count>())
    return count_fields<T, Count + 1, true>();
  else if constexpr (Taken)
    return Count - 1;
  else
    return count_fields<T, Count + 1, false>();
}

template <class T>
inline constexpr std::size_t field_count = std::is_empty_v<T> ? 0 : count_fields<T>();

template <class T, std::size_t Before, std::size_t After>
consteval bool takes_braces_at() {
  return []<std::size_t... Bs, std::size_t... As>(std::index_sequence<Bs...>, std::index_sequence<As...>) {
    return requires { T{any_probe{Bs}..., {}, any_probe{As}...}; };
  }(std::make_index_sequence<Before>{}, std::make_index_sequence<After>{});
}

/// A C array takes as many initialisers as it has elements, but only one pair of braces.
template <class T, std::size_t Count>
consteval bool has_c_array() {
  return []<std::size_t... Is>(std::index_sequence<Is...>) {
    return (... || (takes_braces_at<T, Is, 0>() && !takes_braces_at<T, Is, Count - Is - 1>()));
  }(std::make_index_sequence<Count>{});
}

template <class T>
concept plain_aggregate =
  aggregate<T> && (std::is_empty_v<T> || field_count<T> != 0) && !has_c_array<T, field_count<T>>();

/// References to the fields, in order. Const if `value` is.
template <class T>
constexpr auto tie(T& value) noexcept {
  return boost::pfr::detail::tie_as_tuple(value, boost::pfr::detail::size_t_<field_count<std::remove_const_t<T>>>{});
}
template <std::size_t I, class T>
constexpr auto& field(T& value) noexcept {
  return boost::pfr::detail::sequence_tuple::get<I>(tie(value));
}
template <std::size_t I, class T>
using field_type = std::remove_cvref_t<decltype(field<I>(std::declval<T&>()))>;

template <class T, class Indices>
struct aggregate_parts;
template <class T, std::size_t... Is>
struct aggregate_parts<T, std::index_sequence<Is...>> {
  using parts = types<field_type<Is, T>...>;
  using members = fields<field_type<Is, T>...>;
};

template <plain_aggregate T>
struct form<T> {
  using indices = std::make_index_sequence<field_count<T>>;
  using parts = typename aggregate_parts<T, indices>::parts;
  using members = typename aggregate_parts<T, indices>::members;
  static constexpr shape kind = shape::structure;
  static constexpr std::size_t data_words() { return members::layout.data_words; }
  static constexpr std::size_t pointers() { return members::layout.pointers; }
  static constexpr bool absent(const T&) { return false; }
  static std::size_t extra(const T& value, unsigned depth) { return extra_all(indices{}, value, depth); }
  static word* put(word* at, word* next, const T& value) { return put_all(indices{}, at, next, value); }
  static T take(reader& from, const struct_view& view) { return take_all(indices{}, from, view); }

private:
  template <std::size_t... Is>
  static std::size_t extra_all(std::index_sequence<Is...>, [[maybe_unused]] const T& value, unsigned depth) {
    return members::extra(depth, field<Is>(value)...);
  }
  template <std::size_t... Is>
  static word* put_all(std::index_sequence<Is...>, word* at, word* next, [[maybe_unused]] const T& value) {
    return members::put(at, next, field<Is>(value)...);
  }
  template <std::size_t... Is>
  static T take_all(std::index_sequence<Is...>, [[maybe_unused]] reader& from,
                    [[maybe_unused]] const struct_view& view) {
    return T{members::template take<field_type<Is, T>, Is>(from, view)...};
  }
};

/// A class with a codec is on the wire what its codec makes of it.
template <has_codec T>
struct form<T> {
  using carrier = typename codec<T>::wire_type;
  using inner = form<carrier>;
  using parts = types<carrier>;
  static constexpr shape kind = inner::kind;
  static constexpr unsigned log_bits = [] {
    if constexpr (inner::kind == shape::data)
      return inner::log_bits;
    else
      return 0U;
  }();
  static constexpr bool bitwise = false;
  static constexpr std::size_t data_words() { return inner::data_words(); }
  static constexpr std::size_t pointers() { return inner::pointers(); }
  static bool absent(const T&) { return false; }
  static word to_word(const T& value) { return inner::to_word(codec<T>::to_wire(value)); }
  static T from_word(word value) { return codec<T>::from_wire(inner::from_word(value)); }
  static std::size_t extra(const T& value, unsigned depth) { return inner::extra(codec<T>::to_wire(value), depth); }
  static word* put(word* at, word* next, const T& value) { return inner::put(at, next, codec<T>::to_wire(value)); }
  static T take(reader& from, const auto& where) { return codec<T>::from_wire(inner::take(from, where)); }
};

} // namespace wire
} // namespace troupe

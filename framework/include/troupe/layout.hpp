/// A type's layout as a number: names and wire types of its fields, nested.
///
/// Two layouts under one name mean two versions of a type. Equal for g++ and clang.
#pragma once

#include "troupe/field_names.hpp"
#include "troupe/travels.hpp"

namespace troupe {

namespace names {

/// The schema's word for plain data.
template <class T>
consteval std::string_view data_word() {
  using base = typename wire::scalar_base<T>::type;
  if constexpr (std::is_same_v<base, bool>)
    return "Bool";
  else if constexpr (std::is_floating_point_v<base>)
    return sizeof(T) == 4 ? "Float32" : "Float64";
  else if constexpr (std::is_signed_v<base>)
    return std::array<std::string_view, 4>{"Int8", "Int16", "Int32", "Int64"}[std::countr_zero(sizeof(T))];
  else
    return std::array<std::string_view, 4>{"UInt8", "UInt16", "UInt32", "UInt64"}[std::countr_zero(sizeof(T))];
}

template <class T, class... Within>
consteval std::uint64_t layout_hash(std::uint64_t seed);

template <class... Within, class... Parts>
consteval std::uint64_t parts_hash(std::uint64_t seed, wire::types<Parts...>) {
  ((seed = layout_hash<Parts, Within...>(seed)), ...);
  return seed;
}

template <class T, class... Within>
consteval std::uint64_t layout_hash(std::uint64_t seed) {
  using form = wire::form<T>;
  if constexpr ((... || std::is_same_v<T, Within>)) {
    return hash_of("^", hash_of(type_name<T>, seed));
  } else if constexpr (wire::scalar<T>) {
    return hash_of(data_word<T>(), seed);
  } else if constexpr (requires { form::layout; }) {
    return form::layout ^ seed;
  } else {
    constexpr std::array<std::string_view, 3> opening{"data(", "list(", "struct("};
    seed = hash_of(opening[static_cast<std::size_t>(form::kind)], seed);
    if constexpr (std::is_same_v<typename form::parts, wire::types<>>)
      seed = hash_of(type_name<T>, seed);
    if constexpr (wire::plain_aggregate<T> && !std::is_empty_v<T>)
      for (const std::string_view name : field_names<T>())
        seed = hash_of(",", hash_of(name, seed));
    return hash_of(")", parts_hash<T, Within...>(seed, typename form::parts{}));
  }
}

} // namespace names

/// The fingerprint of T's layout.
template <class T>
inline constexpr std::uint32_t layout_of = [] {
  const std::uint64_t hash = names::layout_hash<T>(hash_of(""));
  return static_cast<std::uint32_t>(hash ^ hash >> 32);
}();

} // namespace troupe

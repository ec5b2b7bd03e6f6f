/// Equality, order and hash of values that travel, also of plain structs that have none of their own.
///
/// A type's own `==`, `<` and `std::hash` are used where it has them. Else structs are compared field
/// by field, in order, containers element by element, and classes with a codec by what it makes of them.
/// Threads: pure functions.
#pragma once

#include <algorithm>
#include <functional>

#include "troupe/travels.hpp"

namespace troupe {

namespace order {

template <class T>
concept range = requires(const T& all) {
  typename T::value_type;
  all.begin();
  all.end();
};
template <class T>
concept box = requires(const T& value) {
  value.has_value();
  *value;
};
template <class T>
concept counted = requires(const T& value) { value.count(); };

// Containers, tuples and variants promise `==` and `<` whatever they hold.
template <template <class> class Own, class T>
struct all_own : Own<T> {};
template <template <class> class Own, template <class...> class Tuple, class... Ts>
  requires wire::tuple_like<Tuple<Ts...>>
struct all_own<Own, Tuple<Ts...>> : std::conjunction<all_own<Own, std::remove_const_t<Ts>>...> {};
template <template <class> class Own, class... Ts>
struct all_own<Own, std::variant<Ts...>> : std::conjunction<all_own<Own, Ts>...> {};
template <template <class> class Own, range T>
struct all_own<Own, T> : std::conjunction<Own<T>, all_own<Own, typename T::value_type>> {};

template <class T>
  struct owns_equal : std::bool_constant < requires(const T& a) {
  static_cast<bool>(a == a);
}>{};
template <class T>
  struct owns_less : std::bool_constant < requires(const T& a) {
  static_cast<bool>(a < a);
}>{};

/// Whether T and all it is made of have it.
template <class T>
inline constexpr bool has_equal = all_own<owns_equal, T>::value;
template <class T>
inline constexpr bool has_less = all_own<owns_less, T>::value;
template <class T>
concept has_hash = requires(const T& value) {
  { std::hash<T>{}(value) } -> std::convertible_to<std::size_t>;
};

template <class T, class Visit>
decltype(auto) with_fields(const T& value, Visit visit) {
  if constexpr (wire::tuple_like<T>)
    return std::apply(visit, value);
  else
    return [&]<std::size_t... Is>(std::index_sequence<Is...>) -> decltype(auto) {
      return visit(wire::field<Is>(value)...);
    }(std::make_index_sequence<wire::field_count<T>>{});
}
/// Calls `visit(x, y)` for the fields of both, as long as it gives true.
template <class T, class Visit>
bool with_both(const T& a, const T& b, Visit visit) {
  return with_fields(
    a, [&](const auto&... x) { return with_fields(b, [&](const auto&... y) { return (... && visit(x, y)); }); });
}

template <class T>
consteval void refuse() {
  static_assert(!std::is_same_v<T, T>,
                "troupe: values of this type cannot be compared; give the type operator==, operator< or std::hash");
}

} // namespace order

/// Whether `a` and `b` are equal.
template <class T>
[[nodiscard]] bool equal_values(const T& a, const T& b) {
  const auto same = [](const auto& x, const auto& y) { return equal_values(x, y); };
  if constexpr (order::has_equal<T>)
    return a == b;
  else if constexpr (order::range<T>)
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
  else if constexpr (order::box<T>)
    return a.has_value() == b.has_value() && (!a.has_value() || equal_values(*a, *b));
  else if constexpr (has_codec<T>)
    return equal_values(codec<T>::to_wire(a), codec<T>::to_wire(b));
  else if constexpr (wire::tuple_like<T> || wire::plain_aggregate<T>)
    return order::with_both(a, b, same);
  else
    order::refuse<T>();
}

/// Whether `a` comes before `b`: a strict weak order.
template <class T>
[[nodiscard]] bool value_before(const T& a, const T& b) {
  if constexpr (order::has_less<T>) {
    return a < b;
  } else if constexpr (order::range<T>) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](const auto& x, const auto& y) { return value_before(x, y); });
  } else if constexpr (order::box<T>) {
    return b.has_value() && (!a.has_value() || value_before(*a, *b));
  } else if constexpr (has_codec<T>) {
    return value_before(codec<T>::to_wire(a), codec<T>::to_wire(b));
  } else if constexpr (wire::tuple_like<T> || wire::plain_aggregate<T>) {
    bool before = false;
    order::with_both(a, b, [&](const auto& x, const auto& y) {
      before = value_before(x, y);
      return !before && !value_before(y, x);
    });
    return before;
  } else {
    order::refuse<T>();
  }
}

/// The same number for equal values, unless a class has an `==` that does not compare all fields and no `std::hash`.
template <class T>
[[nodiscard]] std::size_t hash_value(const T& value) {
  std::size_t seed = 0;
  const auto add = [&](const auto&... all) {
    ((seed = (seed ^ hash_value(all)) * 0x9e3779b97f4a7c15U, seed ^= seed >> 32), ...);
  };
  if constexpr (order::has_hash<T>)
    return std::hash<T>{}(value);
  else if constexpr (std::is_same_v<T, std::filesystem::path>)
    return std::filesystem::hash_value(value);
  else if constexpr (order::range<T>)
    std::for_each(value.begin(), value.end(), add);
  else if constexpr (order::box<T>)
    value.has_value() ? add(true, *value) : add(false);
  else if constexpr (order::counted<T>)
    add(value.count());
  else if constexpr (requires { value.time_since_epoch(); })
    add(value.time_since_epoch());
  else if constexpr (has_codec<T>)
    add(codec<T>::to_wire(value));
  else if constexpr (wire::tuple_like<T> || wire::plain_aggregate<T>)
    order::with_fields(value, add);
  else
    order::refuse<T>();
  return seed;
}

/// The three as function objects, for containers.
struct by_value {
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return equal_values(a, b);
  }
};
/// Orders as `value_before`.
struct value_less {
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return value_before(a, b);
  }
};
/// Hashes as `hash_value`.
struct value_hash {
  template <class T>
  std::size_t operator()(const T& value) const {
    return hash_value(value);
  }
};

} // namespace troupe

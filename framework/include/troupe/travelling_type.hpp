/// What a value becomes when it is sent: literals and views own their letters, spans are vectors.
#pragma once

#include <span>

#include "troupe/travels.hpp"

namespace troupe {

namespace wire {

template <class T>
struct travelling {
  using type = T;
};
template <class T>
struct travelling<const T> : travelling<T> {};
template <class T>
struct travelling<T&> : travelling<T> {};
template <class T>
struct travelling<T&&> : travelling<T> {};
template <>
struct travelling<const char*> {
  using type = std::string;
};
template <>
struct travelling<char*> : travelling<const char*> {};
template <std::size_t N>
struct travelling<char[N]> : travelling<const char*> {};
template <std::size_t N>
struct travelling<const char[N]> : travelling<const char*> {};
template <>
struct travelling<std::string_view> : travelling<const char*> {};
template <class E, std::size_t N>
struct travelling<std::span<E, N>> {
  using type = std::vector<typename travelling<E>::type>;
};

template <class E>
struct travelling<std::vector<E>> {
  using type = std::vector<typename travelling<E>::type>;
};
template <class E>
struct travelling<std::deque<E>> {
  using type = std::deque<typename travelling<E>::type>;
};
template <class E>
struct travelling<std::list<E>> {
  using type = std::list<typename travelling<E>::type>;
};
template <class E>
struct travelling<std::set<E>> {
  using type = std::set<typename travelling<E>::type>;
};
template <class E>
struct travelling<std::unordered_set<E>> {
  using type = std::unordered_set<typename travelling<E>::type>;
};
template <class K, class V>
struct travelling<std::map<K, V>> {
  using type = std::map<typename travelling<K>::type, typename travelling<V>::type>;
};
template <class K, class V>
struct travelling<std::unordered_map<K, V>> {
  using type = std::unordered_map<typename travelling<K>::type, typename travelling<V>::type>;
};
template <class E, std::size_t N>
struct travelling<std::array<E, N>> {
  using type = std::array<typename travelling<E>::type, N>;
};
template <class A, class B>
struct travelling<std::pair<A, B>> {
  using type = std::pair<typename travelling<A>::type, typename travelling<B>::type>;
};
template <class... Ts>
struct travelling<std::tuple<Ts...>> {
  using type = std::tuple<typename travelling<Ts>::type...>;
};
template <class T>
struct travelling<std::optional<T>> {
  using type = std::optional<typename travelling<T>::type>;
};
template <class... Ts>
struct travelling<std::variant<Ts...>> {
  using type = std::variant<typename travelling<Ts>::type...>;
};

} // namespace wire

/// `std::string` for literals, char arrays and string_views (inside pairs, tuples and containers
/// too), `std::vector` for spans, the type itself without const and reference for the rest.
template <class T>
using travelling_type = typename wire::travelling<T>::type;

/// The value as its travelling type: a conversion where one is needed, else a copy or a move.
template <class T>
travelling_type<T> as_travelling(T&& value) {
  using result = travelling_type<T>;
  using plain = std::remove_cvref_t<T>;
  if constexpr (std::is_same_v<result, plain> || std::is_constructible_v<result, T>) {
    return result(std::forward<T>(value));
  } else if constexpr (requires(result r) { r.insert(r.end(), as_travelling(*value.begin())); }) {
    result all;
    for (auto&& one : value)
      all.insert(all.end(), as_travelling(one));
    return all;
  } else if constexpr (requires { value.has_value(); }) {
    return value.has_value() ? result(as_travelling(*value)) : result();
  } else if constexpr (requires { value.index(); }) {
    return std::visit([](const auto& held) { return result(as_travelling(held)); }, value);
  } else {
    return std::apply([](const auto&... all) { return result{as_travelling(all)...}; }, value);
  }
}

} // namespace troupe

/// Names of the library's own types, spelled from the names of their elements: so they are the same
/// for every compiler, and follow a `type_name` that a user has fixed.
#pragma once

#include "troupe/form_choice.hpp"
#include "troupe/form_scalar.hpp"
#include "troupe/form_sequence.hpp"
#include "troupe/form_variant.hpp"
#include "troupe/type_name.hpp"

namespace troupe::names {

template <const std::string_view&... Parts>
struct joined {
  static constexpr auto letters = [] {
    spelling<(Parts.size() + ... + 0)> out;
    (out.add(Parts), ...);
    return out;
  }();
  static constexpr std::string_view value = letters.view();
};

inline constexpr std::string_view comma = ",", close = ">";

/// "head<first,second>"
template <const std::string_view& Head, class... Ts>
struct listed;
template <const std::string_view& Head>
struct listed<Head> : joined<Head, close> {};
template <const std::string_view& Head, class First, class... Rest>
struct listed<Head, First, Rest...> {
  template <class T>
  struct following : joined<comma, type_name<T>> {};
  static constexpr std::string_view value = joined<Head, type_name<First>, following<Rest>::value..., close>::value;
};

inline constexpr std::string_view vector_head = "std::vector<", deque_head = "std::deque<", list_head = "std::list<",
                                  set_head = "std::set<", unordered_set_head = "std::unordered_set<",
                                  map_head = "std::map<", unordered_map_head = "std::unordered_map<",
                                  array_head = "std::array<", pair_head = "std::pair<", tuple_head = "std::tuple<",
                                  optional_head = "std::optional<", unique_head = "std::unique_ptr<",
                                  variant_head = "std::variant<";

template <>
struct of<std::string> {
  static constexpr std::string_view value = "std::string";
};
template <>
struct of<std::filesystem::path> {
  static constexpr std::string_view value = "std::filesystem::path";
};
template <class E>
struct of<std::vector<E>> : listed<vector_head, E> {};
template <class E>
struct of<std::deque<E>> : listed<deque_head, E> {};
template <class E>
struct of<std::list<E>> : listed<list_head, E> {};
template <class E>
struct of<std::set<E>> : listed<set_head, E> {};
template <class E>
struct of<std::unordered_set<E>> : listed<unordered_set_head, E> {};
template <class K, class V>
struct of<std::map<K, V>> : listed<map_head, K, V> {};
template <class K, class V>
struct of<std::unordered_map<K, V>> : listed<unordered_map_head, K, V> {};
template <class A, class B>
struct of<std::pair<A, B>> : listed<pair_head, A, B> {};
template <class... Ts>
struct of<std::tuple<Ts...>> : listed<tuple_head, Ts...> {};
template <class T>
struct of<std::optional<T>> : listed<optional_head, T> {};
template <class T>
struct of<std::unique_ptr<T>> : listed<unique_head, T> {};
template <class... Ts>
struct of<std::variant<Ts...>> : listed<variant_head, Ts...> {};

template <std::size_t N>
struct number {
  static constexpr auto letters = [] {
    spelling<20> reversed, out;
    for (std::size_t rest = N; rest != 0 || reversed.length == 0; rest /= 10)
      reversed.add(static_cast<char>('0' + rest % 10));
    for (std::size_t i = reversed.length; i != 0; --i)
      out.add(reversed.letters[i - 1]);
    return out;
  }();
  static constexpr std::string_view value = letters.view();
};
template <class E, std::size_t N>
struct of<std::array<E, N>> : joined<array_head, type_name<E>, comma, number<N>::value, close> {};

} // namespace troupe::names

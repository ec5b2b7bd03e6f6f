/// The messages that a shared dict understands: for actors, which ask its `address()` and do not wait.
///
///   self->request(scores.address(), 1s, troupe::dict_find{"a"}).then([](const std::optional<int>& x) { ... });
///
/// K and V are the dict's own; literals become std::string. What fails is answered with an error_value
/// of the code that the function of that name throws.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "troupe/managed_function.hpp"

namespace troupe {

/// Answered with a bool: whether the key is new. Another value under that key goes.
template <class K, class V>
struct dict_insert_or_assign {
  K key;
  V value;
};
/// Answered with a bool: whether the key is new. Another value under that key stays.
template <class K, class V>
struct dict_try_emplace {
  K key;
  V value;
};
/// Answered with the V that is under the key afterwards: the one that was, or this.
template <class K, class V>
struct dict_setdefault {
  K key;
  V value;
};
/// Answered with a V, or with key_not_found.
template <class K>
struct dict_at {
  K key;
};
/// Answered with a std::optional<V>.
template <class K>
struct dict_find {
  K key;
};
/// Answered with a bool.
template <class K>
struct dict_contains {
  K key;
};
/// Answered with a bool: whether there was one.
template <class K>
struct dict_erase {
  K key;
};
/// Answered with the V that was taken out, or with key_not_found.
template <class K>
struct dict_extract {
  K key;
};
/// Answered with the std::pair<K, V> that came last, taken out, or with key_not_found when empty.
struct dict_pop_item {};
/// Keys that are there keep their values. Answered with a std::uint64_t: how many were new.
template <class K, class V>
struct dict_merge {
  std::vector<std::pair<K, V>> items;
};
/// Keys that are there get the new values. Answered with nothing.
template <class K, class V>
struct dict_update {
  std::vector<std::pair<K, V>> items;
};
/// Answered with a bool: whether the value was `expected`, and is `desired` now. No key: false.
template <class K, class V>
struct dict_compare_exchange {
  K key;
  V expected, desired;
};
/// Made by `dict::modify_message`. Answered with what the function gave, or with the new V.
template <class K>
struct dict_modify {
  K key;
  managed::function_place function;
  any_value arguments;
};
/// Answered with a std::vector<K>, in the order in which the keys came.
struct dict_keys {};
/// Answered with a std::vector<V>, in the order of the keys.
struct dict_values {};
/// Answered with a std::vector<std::pair<K, V>>, in the order in which the keys came.
struct dict_items {};
/// Answered with a std::uint64_t.
struct dict_size {};
/// Answered with nothing.
struct dict_clear {};

/// Literals and views as keys and values.
template <class K, class V>
dict_insert_or_assign(K, V) -> dict_insert_or_assign<travelling_type<K>, travelling_type<V>>;
template <class K, class V>
dict_try_emplace(K, V) -> dict_try_emplace<travelling_type<K>, travelling_type<V>>;
template <class K, class V>
dict_setdefault(K, V) -> dict_setdefault<travelling_type<K>, travelling_type<V>>;
template <class K>
dict_at(K) -> dict_at<travelling_type<K>>;
template <class K>
dict_find(K) -> dict_find<travelling_type<K>>;
template <class K>
dict_contains(K) -> dict_contains<travelling_type<K>>;
template <class K>
dict_erase(K) -> dict_erase<travelling_type<K>>;
template <class K>
dict_extract(K) -> dict_extract<travelling_type<K>>;
template <class K, class V>
dict_compare_exchange(K, V, V) -> dict_compare_exchange<travelling_type<K>, travelling_type<V>>;

} // namespace troupe

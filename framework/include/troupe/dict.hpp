/// A dict that many processes use: `m.dict<std::string, int>()` of a `troupe::manager`.
///
/// Each operation is one message and is done as a whole, so nothing is lost between processes. What a
/// handle is, what operations wait for and how they fail: troupe/managed_handle.hpp. Keys are any values
/// that travel and can be compared (troupe/value_order.hpp), but no unordered containers. A key class whose own `==`
/// holds values equal whose fields differ needs a `std::hash` of its own too: else such keys are not found.
/// There is no `operator[]`: it would look cheap.
#pragma once

#include <map>

#include "troupe/dict_state.hpp"
#include "troupe/managed_handle.hpp"
#include "troupe/snapshot_iterator.hpp"

namespace troupe {

namespace managed {

template <class K, class V, class Items>
std::vector<std::pair<K, V>> items_of(const Items& items) {
  std::vector<std::pair<K, V>> out;
  for (const auto& [key, value] : items)
    out.emplace_back(key, value);
  return out;
}

/// The operations, for handles and for batches: `Access` says what is done with a message, and
/// `Access::result<R>` what the caller gets.
template <class K, class V, class Access>
class dict_operations : public Access {
  template <class R>
  using result = typename Access::template result<R>;

public:
  using Access::Access;

  /// Whether the key is new. Another value under it goes.
  result<bool> insert_or_assign(K key, V value) const {
    return ask<bool>(dict_insert_or_assign<K, V>{std::move(key), std::move(value)});
  }
  /// Whether the key is new. Another value under it stays.
  result<bool> try_emplace(K key, V value) const {
    return ask<bool>(dict_try_emplace<K, V>{std::move(key), std::move(value)});
  }
  /// The value that is under the key afterwards: the one that was, or this.
  result<V> setdefault(K key, V value) const { return ask<V>(dict_setdefault<K, V>{std::move(key), std::move(value)}); }

  /// A copy of the value. Fails: key_not_found.
  result<V> at(K key) const { return ask<V>(dict_at<K>{std::move(key)}); }
  /// A copy of the value, if there is one; with a default: `find(key).value_or(0)`.
  result<std::optional<V>> find(K key) const { return ask<std::optional<V>>(dict_find<K>{std::move(key)}); }
  result<bool> contains(K key) const { return ask<bool>(dict_contains<K>{std::move(key)}); }

  /// Whether there was one.
  result<bool> erase(K key) const { return ask<bool>(dict_erase<K>{std::move(key)}); }
  /// The value, taken out. Fails: key_not_found.
  result<V> extract(K key) const { return ask<V>(dict_extract<K>{std::move(key)}); }
  /// The entry whose key came last, taken out. Fails: key_not_found when the dict is empty.
  result<std::pair<K, V>> pop_item() const { return ask<std::pair<K, V>>(dict_pop_item{}); }
  result<void> clear() const { return ask<void>(dict_clear{}); }

  /// Adds the keys that are not there yet, as std::map does. How many they were. `items`: any range of pairs.
  template <class Items = std::vector<std::pair<K, V>>>
  result<std::uint64_t> merge(const Items& items) const {
    return ask<std::uint64_t>(dict_merge<K, V>{items_of<K, V>(items)});
  }
  /// Adds all, as Python does: keys that are there get the new values. `items`: any range of pairs.
  template <class Items = std::vector<std::pair<K, V>>>
  result<void> update(const Items& items) const {
    return ask<void>(dict_update<K, V>{items_of<K, V>(items)});
  }

  /// Calls `F(value, args...)` where the value is: `void bump(int& x, int by)`. Nobody comes between.
  /// An absent key begins with V{}. Gives what the function gives, or the new value if it gives nothing.
  /// When the function throws, the value is as before.
  template <auto F, class... Args>
  result<modified<F, V>> modify(K key, fn_type<F> function, Args&&... args) const {
    return ask<modified<F, V>>(modify_message(std::move(key), function, std::forward<Args>(args)...));
  }
  /// The message of `modify`, to be sent to `address()`.
  template <auto F, class... Args>
  [[nodiscard]] static dict_modify<K> modify_message(K key, fn_type<F>, Args&&... args) {
    require_subject<F, V>();
    using parameters = typename split<typename fn_type<F>::parameters>::rest;
    return {std::move(key), known_function<modifies<F, V>>::place(), pack<parameters>(std::forward<Args>(args)...)};
  }
  /// Puts `desired` in the place of `expected`. Whether it did: not when the value is another or the
  /// key is not there.
  result<bool> compare_exchange(K key, V expected, V desired) const {
    return ask<bool>(dict_compare_exchange<K, V>{std::move(key), std::move(expected), std::move(desired)});
  }

  /// In the order in which the keys came; `values` and `items` in the order of the keys.
  result<std::vector<K>> keys() const { return ask<std::vector<K>>(dict_keys{}); }
  result<std::vector<V>> values() const { return ask<std::vector<V>>(dict_values{}); }
  result<std::vector<std::pair<K, V>>> items() const { return ask<std::vector<std::pair<K, V>>>(dict_items{}); }
  result<std::uint64_t> size() const { return ask<std::uint64_t>(dict_size{}); }

private:
  template <class R, class M>
  result<R> ask(M&& message) const {
    return this->template perform<R>(std::forward<M>(message));
  }
};

} // namespace managed

/// The handle. Operations: see above.
template <class K, class V>
class dict : public managed::dict_operations<K, V, managed::handle<managed::dict_state<K, V>>> {
  using base = managed::dict_operations<K, V, managed::handle<managed::dict_state<K, V>>>;

public:
  using base::base;
  /// The operations with another access than waiting for each: for batches.
  template <template <class State> class Access>
  using operations_by = managed::dict_operations<K, V, Access<managed::dict_state<K, V>>>;
  /// What a snapshot is.
  using plain = std::map<K, V, std::conditional_t<order::has_less<K>, std::less<K>, value_less>>;

  [[nodiscard]] bool empty() const { return this->size() == 0; }
  /// A plain copy of it all, by one message.
  [[nodiscard]] plain snapshot() const {
    plain out;
    for (auto& [key, value] : this->items())
      out.emplace(std::move(key), std::move(value));
    return out;
  }
  /// Iterating goes over a copy, made by one message in `begin`, in the order in which the keys came.
  [[nodiscard]] auto begin() const { return managed::snapshot_iterator{this->items()}; }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  /// A caf::actor that takes the messages of troupe/dict_messages.hpp; include <troupe/actor.hpp> first.
  [[nodiscard]] auto address() const {
    managed::know_operations<managed::dict_state<K, V>, dict_insert_or_assign<K, V>, dict_try_emplace<K, V>,
                             dict_setdefault<K, V>, dict_at<K>, dict_find<K>, dict_contains<K>, dict_erase<K>,
                             dict_extract<K>, dict_pop_item, dict_merge<K, V>, dict_update<K, V>,
                             dict_compare_exchange<K, V>, dict_modify<K>, dict_keys, dict_values, dict_items, dict_size,
                             dict_clear>();
    return this->reference().handle();
  }
};

/// How it travels.
template <class K, class V>
struct codec<dict<K, V>> : managed::handle_codec<dict<K, V>> {};

} // namespace troupe

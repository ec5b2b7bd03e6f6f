/// A shared dict as it is in its manager's process.
#pragma once

#include <string>

#include "troupe/dict_messages.hpp"
#include "troupe/error.hpp"
#include "troupe/insertion_map.hpp"

namespace troupe {

template <class K, class V>
class dict;
namespace names {
/// How its name begins.
inline constexpr std::string_view dict_head = "troupe::dict<";
template <class K, class V>
struct of<dict<K, V>> : listed<dict_head, K, V> {};
} // namespace names

namespace managed {

/// What `at` and `extract` throw.
[[noreturn]] void refuse_key(const std::string& key);

template <class K, class V>
class dict_state {
public:
  static constexpr std::string_view name = type_name<dict<K, V>>;

  explicit dict_state(std::vector<std::pair<K, V>>&& items) { answer(dict_update<K, V>{std::move(items)}); }
  [[nodiscard]] std::string text() const {
    std::string out;
    texts::append_container(out, all_);
    return out;
  }

  bool answer(dict_insert_or_assign<K, V>&& m) {
    const auto [value, is_new] = all_.try_emplace(std::move(m.key), std::move(m.value));
    if (!is_new)
      *value = std::move(m.value);
    return is_new;
  }
  bool answer(dict_try_emplace<K, V>&& m) { return all_.try_emplace(std::move(m.key), std::move(m.value)).second; }
  V answer(dict_setdefault<K, V>&& m) { return *all_.try_emplace(std::move(m.key), std::move(m.value)).first; }

  V answer(const dict_at<K>& m) const { return present(m.key); }
  std::optional<V> answer(const dict_find<K>& m) const {
    const V* const found = all_.find(m.key);
    return found != nullptr ? std::optional<V>{*found} : std::nullopt;
  }
  bool answer(const dict_contains<K>& m) const { return all_.find(m.key) != nullptr; }

  bool answer(const dict_erase<K>& m) { return all_.erase(m.key); }
  V answer(const dict_extract<K>& m) { return take_out(m.key); }
  std::pair<K, V> answer(dict_pop_item) {
    if (all_.last() == nullptr)
      throw key_not_found("the dict is empty: there is no item to take out of it");
    K key = *all_.last();
    V value = take_out(key);
    return {std::move(key), std::move(value)};
  }

  std::uint64_t answer(dict_merge<K, V>&& m) {
    std::uint64_t added = 0;
    for (auto& [key, value] : m.items)
      added += all_.try_emplace(std::move(key), std::move(value)).second ? 1 : 0;
    return added;
  }
  void answer(dict_update<K, V>&& m) {
    for (auto& [key, value] : m.items)
      answer(dict_insert_or_assign<K, V>{std::move(key), std::move(value)});
  }

  bool answer(dict_compare_exchange<K, V>&& m) {
    V* const found = all_.find(m.key);
    if (found == nullptr || !equal_values(*found, m.expected))
      return false;
    *found = std::move(m.desired);
    return true;
  }
  any_value answer(dict_modify<K>&& m) {
    const function& change = find_function(m.function, typeid(V));
    any_value result;
    if (V* const found = all_.find(m.key)) {
      change.run(found, m.arguments, result);
    } else {
      V made{};
      change.run(&made, m.arguments, result);
      all_.try_emplace(std::move(m.key), std::move(made));
    }
    return result;
  }

  std::vector<K> answer(dict_keys) const {
    return collect<K>([](const auto& one) -> const K& { return one.first; });
  }
  std::vector<V> answer(dict_values) const {
    return collect<V>([](const auto& one) -> const V& { return one.second; });
  }
  std::vector<std::pair<K, V>> answer(dict_items) const {
    return collect<std::pair<K, V>>([](const auto& one) { return std::pair<K, V>{one.first, one.second}; });
  }
  std::uint64_t answer(dict_size) const { return all_.size(); }
  void answer(dict_clear) { all_.clear(); }

private:
  const V& present(const K& key) const {
    const V* const found = all_.find(key);
    if (found == nullptr)
      refuse_key(troupe::text(key));
    return *found;
  }
  V take_out(const K& key) {
    V value = std::move(const_cast<V&>(present(key)));
    all_.erase(key);
    return value;
  }
  template <class T, class Of>
  std::vector<T> collect(Of of) const {
    std::vector<T> out;
    out.reserve(all_.size());
    for (const auto& one : all_)
      out.push_back(of(one));
    return out;
  }

  insertion_map<K, V> all_;
};

} // namespace managed
} // namespace troupe

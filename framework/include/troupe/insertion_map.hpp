/// A hash table that remembers the order in which its keys came: what a shared dict is made of.
///
/// Finding, adding and removing cost the same however many entries there are, but for the growth of
/// the table itself. A key that is assigned again keeps its place.
/// Threads: one at a time.
#pragma once

#include <iterator>
#include <unordered_map>
#include <utility>

#include "troupe/value_order.hpp"

namespace troupe {

/// Keys are compared and hashed as troupe/value_order.hpp says.
template <class K, class V>
class insertion_map {
public:
  using key_type = K;
  using mapped_type = V;

private:
  struct links;
  using node = std::pair<const K, links>; ///< lies still in its table
  struct links {
    explicit links(V&& what) : value(std::move(what)) {} // where it lies: nothing is taken when its key is known
    V value;
    node* before = nullptr;
    node* after = nullptr;
  };

public:
  /// One entry, seen.
  struct entry {
    const K& first;
    const V& second;
  };
  class iterator {
  public:
    using value_type = entry;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = void;
    using reference = entry;

    iterator() = default;
    explicit iterator(const node* at) : at_(at) {}
    entry operator*() const { return {at_->first, at_->second.value}; }
    iterator& operator++() {
      at_ = at_->second.after;
      return *this;
    }
    iterator operator++(int) { return std::exchange(*this, iterator{at_->second.after}); }
    friend bool operator==(const iterator&, const iterator&) = default;

  private:
    const node* at_ = nullptr;
  };

  insertion_map() = default;
  insertion_map(const insertion_map&) = delete;
  insertion_map& operator=(const insertion_map&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
  [[nodiscard]] iterator begin() const noexcept { return iterator{first_}; }
  [[nodiscard]] iterator end() const noexcept { return iterator{}; }

  /// Null when there is none.
  [[nodiscard]] V* find(const K& key) {
    const auto found = all_.find(key);
    return found != all_.end() ? &found->second.value : nullptr;
  }
  [[nodiscard]] const V* find(const K& key) const { return const_cast<insertion_map*>(this)->find(key); }
  /// The value of that key, and whether it is this one that was added now; else `value` is as before.
  std::pair<V*, bool> try_emplace(K&& key, V&& value) {
    const auto [at, added] = all_.try_emplace(std::move(key), std::move(value));
    if (added)
      append(*at);
    return {&at->second.value, added};
  }
  /// Takes the entry out. False when there is none.
  bool erase(const K& key) {
    const auto found = all_.find(key);
    if (found == all_.end())
      return false;
    unlink(*found);
    all_.erase(found);
    return true;
  }
  /// The key that came last; null when there is none.
  [[nodiscard]] const K* last() const noexcept { return last_ != nullptr ? &last_->first : nullptr; }
  void clear() noexcept {
    all_.clear();
    first_ = last_ = nullptr;
  }

private:
  void append(node& one) noexcept {
    one.second.before = last_;
    (last_ != nullptr ? last_->second.after : first_) = &one;
    last_ = &one;
  }
  void unlink(node& one) noexcept {
    (one.second.before != nullptr ? one.second.before->second.after : first_) = one.second.after;
    (one.second.after != nullptr ? one.second.after->second.before : last_) = one.second.before;
  }

  std::unordered_map<K, links, value_hash, by_value> all_;
  node* first_ = nullptr;
  node* last_ = nullptr;
};

} // namespace troupe

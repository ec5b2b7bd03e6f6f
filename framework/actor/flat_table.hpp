/// A hash table in one array: for what is looked up with every message.
///
/// Keys hash themselves (`hash()`), compare equal, and have a value that stands for "empty": the
/// default one. Adding and erasing invalidate pointers to values. Threads: as a vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace troupe::rooms::actor {

constexpr std::uint64_t mix(std::uint64_t bits) noexcept {
  bits *= 0x9e3779b97f4a7c15U;
  return bits ^ bits >> 32;
}

template <class Key, class Value>
class flat_table {
public:
  flat_table() : cells_(least) {}

  [[nodiscard]] Value* find(const Key& key) noexcept {
    cell& at = cells_[place_of(key)];
    return at.key == key ? &at.value : nullptr;
  }
  /// The value of `key`, made if it was not there.
  Value& operator[](const Key& key) {
    std::size_t at = place_of(key);
    if (cells_[at].key == key)
      return cells_[at].value;
    if ((size_ + 1) * 2 > cells_.size()) {
      resize(cells_.size() * 2);
      at = place_of(key);
    }
    cells_[at].key = key;
    ++size_;
    return cells_[at].value;
  }
  /// Takes the value out; false when there is none.
  bool take(const Key& key, Value& into) {
    const std::size_t at = place_of(key);
    if (!(cells_[at].key == key))
      return false;
    into = std::move(cells_[at].value);
    close_gap(at);
    return true;
  }
  bool erase(const Key& key) {
    Value gone;
    return take(key, gone);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// `visit(key, value)` for all. It must not change the table.
  template <class Visit>
  void each(Visit visit) {
    for (cell& one : cells_)
      if (!(one.key == Key{}))
        visit(one.key, one.value);
  }

private:
  struct cell {
    Key key{};
    Value value{};
  };
  static constexpr std::size_t least = 16;

  [[nodiscard]] std::size_t home_of(const Key& key) const noexcept { return key.hash() & (cells_.size() - 1); }
  [[nodiscard]] std::size_t next(std::size_t at) const noexcept { return (at + 1) & (cells_.size() - 1); }
  /// Where the key is, or would be.
  [[nodiscard]] std::size_t place_of(const Key& key) const noexcept {
    std::size_t at = home_of(key);
    while (!(cells_[at].key == key) && !(cells_[at].key == Key{}))
      at = next(at);
    return at;
  }
  // Linear probing without marks for erased cells: what was pushed on by the erased one moves back.
  void close_gap(std::size_t gap) {
    const std::size_t mask = cells_.size() - 1;
    for (std::size_t at = next(gap); !(cells_[at].key == Key{}); at = next(at))
      if (((at - home_of(cells_[at].key)) & mask) >= ((at - gap) & mask)) {
        cells_[gap] = std::move(cells_[at]);
        gap = at;
      }
    cells_[gap] = cell{};
    --size_;
    if (cells_.size() > least && size_ * 16 < cells_.size())
      resize(cells_.size() / 4);
  }
  void resize(std::size_t count) {
    std::vector<cell> before(count < least ? least : count);
    before.swap(cells_);
    for (cell& one : before)
      if (!(one.key == Key{}))
        cells_[place_of(one.key)] = std::move(one);
  }

  std::vector<cell> cells_; // a power of two, at most half full
  std::size_t size_ = 0;
};

} // namespace troupe::rooms::actor

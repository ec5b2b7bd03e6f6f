/// Iterating a shared container: over a copy that was made when the loop began.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace troupe::managed {

/// Owns the copy, together with its own copies. Its end is std::default_sentinel.
template <class T>
class snapshot_iterator {
public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;

  snapshot_iterator() = default;
  explicit snapshot_iterator(std::vector<T>&& all) : all_(std::make_shared<std::vector<T>>(std::move(all))) {}

  [[nodiscard]] decltype(auto) operator*() const { return (*all_)[at_]; }
  snapshot_iterator& operator++() {
    ++at_;
    return *this;
  }
  snapshot_iterator operator++(int) {
    snapshot_iterator before = *this;
    ++at_;
    return before;
  }
  friend bool operator==(const snapshot_iterator& at, std::default_sentinel_t) noexcept {
    return at.all_ == nullptr || at.at_ == at.all_->size();
  }

private:
  std::shared_ptr<std::vector<T>> all_;
  std::size_t at_ = 0;
};

} // namespace troupe::managed

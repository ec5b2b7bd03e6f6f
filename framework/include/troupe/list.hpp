/// A list that many processes use: `m.list<record>()` of a `troupe::manager`; and an array, which is one
/// of fixed length.
///
/// Each operation is one message and is done as a whole, so nothing is lost between processes. What a
/// handle is, what operations wait for and how they fail: troupe/managed_handle.hpp. Positions below zero
/// count from the end: -1 is the last. There is no `operator[]`: it would look cheap.
#pragma once

#include "troupe/list_operations.hpp"
#include "troupe/managed_handle.hpp"
#include "troupe/snapshot_iterator.hpp"

namespace troupe {

namespace managed {

/// What the handles of both can do on this side.
template <class T, class Operations>
class sequence_handle : public Operations {
public:
  using Operations::Operations;

  [[nodiscard]] bool empty() const { return this->size() == 0; }
  [[nodiscard]] bool contains(T value) const { return this->find(std::move(value)).has_value(); }
  /// A plain copy of it all, by one message.
  [[nodiscard]] std::vector<T> snapshot() const { return this->slice(0); }
  /// Iterating goes over a copy, made by one message in `begin`.
  [[nodiscard]] auto begin() const { return snapshot_iterator<T>{snapshot()}; }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
};

} // namespace managed

/// The handle. Operations: see above.
template <class T>
class list : public managed::sequence_handle<T, managed::list_operations<T, managed::handle<managed::list_state<T>>>> {
  using base = managed::sequence_handle<T, managed::list_operations<T, managed::handle<managed::list_state<T>>>>;

public:
  using base::base;
  /// The operations with another access than waiting for each: for batches.
  template <template <class State> class Access>
  using operations_by = managed::list_operations<T, Access<managed::list_state<T>>>;

  /// Plain vectors: copies of both, one behind the other; and of this, `times` times.
  [[nodiscard]] friend std::vector<T> operator+(const list& a, const std::vector<T>& b) {
    std::vector<T> all = a.snapshot();
    all.insert(all.end(), b.begin(), b.end());
    return all;
  }
  [[nodiscard]] friend std::vector<T> operator*(const list& a, std::uint64_t times) {
    const std::vector<T> once = a.snapshot();
    std::vector<T> all;
    for (std::uint64_t i = 0; i < times && !once.empty(); ++i)
      all.insert(all.end(), once.begin(), once.end());
    return all;
  }
  /// The shared one itself: as `extend` and `repeat`.
  const list& operator+=(const std::vector<T>& more) const {
    this->extend(more);
    return *this;
  }
  const list& operator*=(std::uint64_t times) const {
    this->repeat(times);
    return *this;
  }

  /// A caf::actor that takes the messages of troupe/list_messages.hpp; include <troupe/actor.hpp> first.
  [[nodiscard]] auto address() const {
    managed::know_operations<managed::list_state<T>, list_at, list_assign<T>, list_slice, list_assign_slice<T>,
                             list_modify, list_find<T>, list_count<T>, list_sort, list_reverse, list_size,
                             list_push_back<T>, list_extend<T>, list_insert<T>, list_pop, list_remove<T>, list_erase,
                             list_repeat, list_clear>();
    return this->reference().handle();
  }
};

/// The handle of an array: zero or as given at first, and always of the same length.
template <class T>
class managed_array
  : public managed::sequence_handle<T, managed::sequence_operations<T, managed::handle<managed::array_state<T>>>> {
  using base = managed::sequence_handle<T, managed::sequence_operations<T, managed::handle<managed::array_state<T>>>>;

public:
  using base::base;
  /// The operations with another access than waiting for each: for batches.
  template <template <class State> class Access>
  using operations_by = managed::sequence_operations<T, Access<managed::array_state<T>>>;

  /// As `list::address`, for the messages of lists and arrays.
  [[nodiscard]] auto address() const {
    managed::know_operations<managed::array_state<T>, list_at, list_assign<T>, list_slice, list_assign_slice<T>,
                             list_modify, list_find<T>, list_count<T>, list_sort, list_reverse, list_size>();
    return this->reference().handle();
  }
};

/// How they travel.
template <class T>
struct codec<list<T>> : managed::handle_codec<list<T>> {};
template <class T>
struct codec<managed_array<T>> : managed::handle_codec<managed_array<T>> {};

} // namespace troupe

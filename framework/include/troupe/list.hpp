/// A list that many processes use: `m.list<record>()` of a `troupe::manager`; and an array, which is one
/// of fixed length.
///
/// Each operation is one message and is done as a whole, so nothing is lost between processes. What a
/// handle is, what operations wait for and how they fail: troupe/managed_handle.hpp. Positions below zero
/// count from the end: -1 is the last. There is no `operator[]`: it would look cheap.
#pragma once

#include "troupe/list_state.hpp"
#include "troupe/managed_handle.hpp"
#include "troupe/snapshot_iterator.hpp"

namespace troupe {

namespace managed {

template <class T, class Items>
std::vector<T> values_of(const Items& items) {
  return std::vector<T>(std::begin(items), std::end(items));
}

/// The operations of both, for handles and for batches: see `dict_operations`.
template <class T, class Access>
class sequence_operations : public Access {
protected:
  template <class R>
  using result = typename Access::template result<R>;
  template <class R, class M>
  result<R> ask(M&& message) const {
    return this->template perform<R>(std::forward<M>(message));
  }

public:
  using Access::Access;

  /// A copy of the element. Fails: out_of_range.
  result<T> at(list_position position) const { return ask<T>(list_at{position}); }
  /// Fails: out_of_range.
  result<void> assign(list_position position, T value) const {
    return ask<void>(list_assign<T>{position, std::move(value)});
  }
  /// Copies of those from `first` to before `last`, as far as they are there.
  result<std::vector<T>> slice(list_position first, list_position last = list_end) const {
    return ask<std::vector<T>>(list_slice{first, last});
  }
  /// Puts `values` in their place: in a list any number, in an array as many as there were, or it fails
  /// with invalid_argument.
  result<void> assign_slice(list_position first, list_position last, std::vector<T> values) const {
    return ask<void>(list_assign_slice<T>{first, last, std::move(values)});
  }
  /// As `dict::modify`. Fails: out_of_range.
  template <auto F, class... Args>
  result<modified<F, T>> modify(list_position position, fn_type<F> function, Args&&... args) const {
    return ask<modified<F, T>>(modify_message(position, function, std::forward<Args>(args)...));
  }
  /// The message of `modify`, to be sent to `address()`.
  template <auto F, class... Args>
  [[nodiscard]] static list_modify modify_message(list_position position, fn_type<F>, Args&&... args) {
    require_subject<F, T>();
    using parameters = typename split<typename fn_type<F>::parameters>::rest;
    return {position, known_function<modifies<F, T>>::place(), pack<parameters>(std::forward<Args>(args)...)};
  }

  /// The position of the first equal one.
  result<std::optional<std::uint64_t>> find(T value) const {
    return ask<std::optional<std::uint64_t>>(list_find<T>{std::move(value)});
  }
  /// How many equal ones there are.
  result<std::uint64_t> count(T value) const { return ask<std::uint64_t>(list_count<T>{std::move(value)}); }

  /// In ascending order; equal ones stay in theirs.
  result<void> sort() const { return ask<void>(list_sort{}); }
  /// In the order of `F(a, b)`, "a comes before b". When that throws, nothing has moved.
  template <auto F>
  result<void> sort(fn_type<F> before) const {
    return ask<void>(order(before));
  }
  /// The message of `sort` with a function, to be sent to `address()`.
  template <auto F>
  [[nodiscard]] static list_sort order(fn_type<F>) {
    static_assert(std::is_invocable_r_v<bool, decltype(F), const T&, const T&>,
                  "troupe: the function must take two elements and tell whether the first comes before the second");
    return {known_function<sorts<F, T>>::place()};
  }
  result<void> reverse() const { return ask<void>(list_reverse{}); }
  result<std::uint64_t> size() const { return ask<std::uint64_t>(list_size{}); }
};

/// What a list can do beside.
template <class T, class Access>
class list_operations : public sequence_operations<T, Access> {
  using base = sequence_operations<T, Access>;
  template <class R>
  using result = typename base::template result<R>;

public:
  using base::base;

  result<void> push_back(T value) const { return base::template ask<void>(list_push_back<T>{std::move(value)}); }
  /// Appends all of any range.
  template <class Items = std::vector<T>>
  result<void> extend(const Items& items) const {
    return base::template ask<void>(list_extend<T>{values_of<T>(items)});
  }
  /// Before the element at `position`; at the end when there is none.
  result<void> insert(list_position position, T value) const {
    return base::template ask<void>(list_insert<T>{position, std::move(value)});
  }
  /// The last, or the one at `position`, taken out. Fails: out_of_range.
  result<T> pop(list_position position = -1) const { return base::template ask<T>(list_pop{position}); }
  /// The first equal one goes; whether there was one.
  result<bool> remove(T value) const { return base::template ask<bool>(list_remove<T>{std::move(value)}); }
  /// Those from `first` to before `last` go, as far as they are there; how many went.
  result<std::uint64_t> erase(list_position first, list_position last) const {
    return base::template ask<std::uint64_t>(list_erase{first, last});
  }
  /// The one at `position` goes, if it is there; how many went.
  result<std::uint64_t> erase(list_position position) const {
    return erase(position, position == -1 ? list_end : position + 1);
  }
  /// Becomes itself that many times; 0 empties it.
  result<void> repeat(std::uint64_t times) const { return base::template ask<void>(list_repeat{times}); }
  result<void> clear() const { return base::template ask<void>(list_clear{}); }
};

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
    for (std::uint64_t i = 0; i < times; ++i)
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

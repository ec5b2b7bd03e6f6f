/// What can be done with a list and an array of a manager: the operations that the handles in
/// <troupe/list.hpp> have, and that batches put off.
#pragma once

#include "troupe/list_state.hpp"

namespace troupe::managed {

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
  /// Becomes itself that many times; 0 empties it. Fails: out_of_range for more than fits into memory; it is as before.
  result<void> repeat(std::uint64_t times) const { return base::template ask<void>(list_repeat{times}); }
  result<void> clear() const { return base::template ask<void>(list_clear{}); }
};

} // namespace troupe::managed

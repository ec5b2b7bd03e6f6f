/// The messages that a shared list, array or value understands: for actors, which ask its `address()`
/// and do not wait.
///
/// T is the list's own element; literals become std::string. Positions below zero count from the end:
/// -1 is the last. What fails is answered with an error_value of the code that the function of that
/// name throws.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "troupe/managed_function.hpp"

namespace troupe {

/// Counted from 0; below zero from the end.
using list_position = std::int64_t;
/// Behind the last element, wherever that is.
inline constexpr list_position list_end = std::numeric_limits<list_position>::max();

// -- of lists and arrays ------------------------------------------------------------------------------

/// Answered with a T, or with out_of_range.
struct list_at {
  list_position position = 0;
};
/// Answered with nothing, or with out_of_range.
template <class T>
struct list_assign {
  list_position position;
  T value;
};
/// Answered with a std::vector<T>: the elements from `first` to before `last`, as far as they are there.
struct list_slice {
  list_position first = 0, last = list_end;
};
/// Puts `values` in the place of those from `first` to before `last`; in an array as many as were there.
/// Answered with nothing.
template <class T>
struct list_assign_slice {
  list_position first, last;
  std::vector<T> values;
};
/// Made by `list::modify_message`. Answered with what the function gave, or with the new T.
struct list_modify {
  list_position position;
  managed::function_place function;
  any_value arguments;
};
/// Answered with a std::optional<std::uint64_t>: the position of the first equal one.
template <class T>
struct list_find {
  T value;
};
/// Answered with a std::uint64_t.
template <class T>
struct list_count {
  T value;
};
/// In ascending order, or in that of a function made by `list::order`. Answered with nothing.
struct list_sort {
  managed::function_place before = {};
};
/// Answered with nothing.
struct list_reverse {};
/// Answered with a std::uint64_t.
struct list_size {};

// -- of lists alone -----------------------------------------------------------------------------------

/// Answered with nothing.
template <class T>
struct list_push_back {
  T value;
};
/// Answered with nothing.
template <class T>
struct list_extend {
  std::vector<T> values;
};
/// Before the element at `position`, at the end when there is none. Answered with nothing.
template <class T>
struct list_insert {
  list_position position;
  T value;
};
/// Answered with the T that was taken out, or with out_of_range.
struct list_pop {
  list_position position = -1;
};
/// Answered with a bool: whether there was an equal one; the first goes.
template <class T>
struct list_remove {
  T value;
};
/// From `first` to before `last`, as far as they are there. Answered with a std::uint64_t: how many went.
struct list_erase {
  list_position first, last;
};
/// The whole, that many times. Answered with nothing, or with out_of_range for more than fits into memory.
struct list_repeat {
  std::uint64_t times;
};
/// Answered with nothing.
struct list_clear {};

// -- of values ----------------------------------------------------------------------------------------

/// Answered with a T.
struct value_load {};
/// Answered with the T that was there.
template <class T>
struct value_exchange {
  T value;
};
/// Answered with a bool: whether the value was `expected`, and is `desired` now.
template <class T>
struct value_compare_exchange {
  T expected, desired;
};
/// Made by `managed_value::modify_message`. Answered with what the function gave, or with the new T.
struct value_modify {
  managed::function_place function;
  any_value arguments;
};

/// Literals and views as elements.
template <class T>
list_assign(list_position, T) -> list_assign<travelling_type<T>>;
template <class T>
list_find(T) -> list_find<travelling_type<T>>;
template <class T>
list_count(T) -> list_count<travelling_type<T>>;
template <class T>
list_push_back(T) -> list_push_back<travelling_type<T>>;
template <class T>
list_insert(list_position, T) -> list_insert<travelling_type<T>>;
template <class T>
list_remove(T) -> list_remove<travelling_type<T>>;
template <class T>
value_exchange(T) -> value_exchange<travelling_type<T>>;
template <class T>
value_compare_exchange(T, T) -> value_compare_exchange<travelling_type<T>>;

} // namespace troupe

/// Forms of pairs, tuples and boxes that may be empty: structs with a few fields.
#pragma once

#include <memory>
#include <optional>
#include <tuple>

#include "troupe/form_fields.hpp"

namespace troupe::wire {

template <class A, class B>
struct form<std::pair<A, B>> {
  using parts = types<A, B>;
  using members = fields<A, B>;
  static constexpr shape kind = shape::structure;
  static constexpr std::size_t data_words() { return members::layout.data_words; }
  static constexpr std::size_t pointers() { return members::layout.pointers; }
  static constexpr bool absent(const auto&) { return false; }
  // Maps hold pair<const A, B>, which is written as it stands.
  static std::size_t extra(const auto& value, unsigned depth) {
    return members::extra(depth, value.first, value.second);
  }
  static word* put(word* at, word* next, const auto& value) {
    return members::put(at, next, value.first, value.second);
  }
  static std::pair<A, B> take(reader& from, const struct_view& view) {
    return {members::template take<A, 0>(from, view), members::template take<B, 1>(from, view)};
  }
};

template <class... Ts>
struct form<std::tuple<Ts...>> {
  using type = std::tuple<Ts...>;
  using parts = types<Ts...>;
  using members = fields<Ts...>;
  static constexpr shape kind = shape::structure;
  static constexpr std::size_t data_words() { return members::layout.data_words; }
  static constexpr std::size_t pointers() { return members::layout.pointers; }
  static constexpr bool absent(const type&) { return false; }
  static std::size_t extra(const type& value, unsigned depth) {
    return std::apply([&](const Ts&... all) { return members::extra(depth, all...); }, value);
  }
  static word* put(word* at, word* next, const type& value) {
    return std::apply([&](const Ts&... all) { return members::put(at, next, all...); }, value);
  }
  static type take(reader& from, const struct_view& view) {
    return take_all(std::index_sequence_for<Ts...>{}, from, view);
  }

private:
  template <std::size_t... Is>
  static type take_all(std::index_sequence<Is...>, [[maybe_unused]] reader& from,
                       [[maybe_unused]] const struct_view& view) {
    return type{members::template take<Ts, Is>(from, view)...};
  }
};

/// A value that may be missing: `present @0 :Bool; value @1 :T`. Where a pointer leads to it, a null
/// pointer is the missing value.
template <class Box, class T>
struct box_form {
  using parts = types<T>;
  using members = fields<bool, T>;
  static constexpr shape kind = shape::structure;
  static constexpr std::size_t data_words() { return members::layout.data_words; }
  static constexpr std::size_t pointers() { return members::layout.pointers; }
  static bool absent(const Box& value) { return !value; }
  static std::size_t extra(const Box& value, unsigned depth) {
    check_depth(depth);
    return value ? members::extra(depth + 1, true, *value) : 0;
  }
  static word* put(word* at, word* next, const Box& value) {
    if (value)
      return members::put(at, next, true, *value);
    std::memset(at, 0, (data_words() + pointers()) * sizeof(word));
    return next;
  }
  static Box take(reader& from, const struct_view& view) {
    Box result{};
    if (members::template take<bool, 0>(from, view) && from.descend()) {
      result = form<Box>::box(members::template take<T, 1>(from, view));
      from.ascend();
    }
    return result;
  }
};

template <class T>
struct form<std::optional<T>> : box_form<std::optional<T>, T> {
  static std::optional<T> box(T&& value) { return std::optional<T>(std::move(value)); }
};

template <class T>
  requires(!std::is_array_v<T>)
struct form<std::unique_ptr<T>> : box_form<std::unique_ptr<T>, T> {
  static std::unique_ptr<T> box(T&& value) { return std::make_unique<T>(std::move(value)); }
};

} // namespace troupe::wire

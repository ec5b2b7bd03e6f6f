/// A struct whose fields are a list of C++ types: what aggregates, pairs, tuples and boxes share.
#pragma once

#include <utility>

#include "troupe/form.hpp"

namespace troupe::wire {

template <class... Ts>
struct fields {
  static constexpr std::size_t count = sizeof...(Ts);
  static constexpr struct_layout<count> layout = lay_out<count>(std::array<need, count>{need_of<Ts>()...});

  static std::size_t extra(unsigned depth, const Ts&... values) {
    return (std::size_t{0} + ... + extra_of(values, depth));
  }

  static word* put(word* at, word* next, const Ts&... values) {
    return put_all(std::index_sequence_for<Ts...>{}, at, next, values...);
  }

  /// Field `I` of a struct that may be of an older or newer version: what is missing is zero or empty.
  template <class T, std::size_t I>
  static T take(reader& from, const struct_view& view) {
    constexpr place where = layout.fields[I];
    if constexpr (form<T>::kind == shape::data)
      return form<T>::from_word(load_data<form<T>::log_bits>(view, where.bit()));
    else
      return take_pointer<T>(from, view.pointer(where.at));
  }

private:
  template <class T>
  static std::size_t extra_of(const T& value, unsigned depth) {
    if constexpr (form<T>::kind == shape::data)
      return 0;
    else
      return pointed_words(value, depth);
  }

  template <std::size_t... Is>
  static word* put_all(std::index_sequence<Is...>, word* at, word* next, const Ts&... values) {
    std::array<word, layout.data_words == 0 ? 1 : layout.data_words> data{};
    (add_data<Is>(data, values), ...);
    for (std::size_t i = 0; i < layout.data_words; ++i)
      at[i] = data[i];
    ((next = add_pointer<Is>(at + layout.data_words, next, values)), ...);
    return next;
  }

  template <std::size_t I, class T, std::size_t N>
  static void add_data(std::array<word, N>& data, const T& value) {
    if constexpr (form<T>::kind == shape::data) {
      constexpr std::size_t bit = layout.fields[I].bit();
      data[bit / 64] |= form<T>::to_word(value) << (bit % 64);
    }
  }

  template <std::size_t I, class T>
  static word* add_pointer(word* pointers, word* next, const T& value) {
    if constexpr (form<T>::kind == shape::data)
      return next;
    else
      return put_pointer(pointers + layout.fields[I].at, next, value);
  }
};

template <>
struct fields<> {
  static constexpr std::size_t count = 0;
  static constexpr struct_layout<0> layout{};
  static std::size_t extra(unsigned) { return 0; }
  static word* put(word*, word* next) { return next; }
};

} // namespace troupe::wire

/// A value as the payload of a frame.
#pragma once

#include "troupe/form_fields.hpp"

namespace troupe::wire {

/// Payloads are structs: what is one travels as it is, anything else as the one field of one.
template <class T>
struct payload {
  using boxed = fields<T>;
  static constexpr bool is_struct = form<T>::kind == shape::structure;

  static constexpr std::size_t data_words() {
    if constexpr (is_struct)
      return form<T>::data_words();
    else
      return boxed::layout.data_words;
  }
  static constexpr std::size_t pointers() {
    if constexpr (is_struct)
      return form<T>::pointers();
    else
      return boxed::layout.pointers;
  }
  static std::size_t words(const T& value) {
    if constexpr (is_struct)
      return data_words() + pointers() + form<T>::extra(value, 1);
    else
      return data_words() + pointers() + boxed::extra(1, value);
  }
  static word write(const T& value, word* out) {
    constexpr std::size_t own = data_words() + pointers();
    if constexpr (is_struct)
      form<T>::put(out, out + own, value);
    else
      boxed::put(out, out + own, value);
    return struct_pointer(0, data_words(), pointers());
  }
  static T read(reader& from, const struct_view& view) {
    if constexpr (is_struct)
      return form<T>::take(from, view);
    else
      return boxed::template take<T, 0>(from, view);
  }
};

} // namespace troupe::wire

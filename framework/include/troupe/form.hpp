/// How a C++ type sits on the wire: the one template that each kind of type specialises.
///
/// A form has `kind`, `parts` (the types it is made of) and, by kind:
///   data       `log_bits`, `to_word(v)`, `from_word(w)`
///   list       `extra(v, depth)`, `put(slot, next, v)`, `take(reader, slot)`
///   structure  `data_words()`, `pointers()`, `absent(v)`, `extra(v, depth)`, `put(at, next, v)`, `take(reader, view)`
/// `extra` is the exact number of words that `put` will use beyond the slot or the struct itself;
/// `next` is the first free word, and what `put` returns is the next one after it.
/// Threads: pure functions over their arguments.
#pragma once

#include "troupe/wire.hpp"
#include "troupe/wire_reader.hpp"

namespace troupe::wire {

enum class shape : std::uint8_t { data, list, structure };

template <class...>
struct types {};

/// Undefined for what cannot travel.
template <class T>
struct form;

template <class T>
concept formed = requires { typename form<T>::parts; };

[[noreturn]] void refuse_depth();
[[noreturn]] void refuse_length(std::size_t elements);

inline void check_depth(unsigned depth) {
  if (depth > max_depth)
    refuse_depth();
}
inline void check_length(std::size_t elements) {
  if (elements > max_elements)
    refuse_length(elements);
}

/// Words that a pointer field holding `value` adds to the message.
template <class T>
std::size_t pointed_words(const T& value, unsigned depth) {
  if constexpr (form<T>::kind == shape::structure) {
    if (form<T>::absent(value))
      return 0;
    return form<T>::data_words() + form<T>::pointers() + form<T>::extra(value, depth);
  } else {
    return form<T>::extra(value, depth);
  }
}

template <class T>
word* put_pointer(word* slot, word* next, const T& value) {
  if constexpr (form<T>::kind == shape::structure) {
    if (form<T>::absent(value)) {
      *slot = 0;
      return next;
    }
    constexpr std::size_t data = form<T>::data_words(), pointers = form<T>::pointers();
    *slot = struct_pointer(next - slot - 1, data, pointers);
    return form<T>::put(next, next + data + pointers, value);
  } else {
    return form<T>::put(slot, next, value);
  }
}

template <class T>
T take_pointer(reader& from, const word* slot) {
  if constexpr (form<T>::kind == shape::structure)
    return form<T>::take(from, from.structure(slot));
  else
    return form<T>::take(from, slot);
}

template <class T>
consteval need need_of() {
  if constexpr (form<T>::kind == shape::data)
    return static_cast<need>(form<T>::log_bits);
  else
    return need::pointer;
}

/// `bits` of data at a place known at compile time.
template <unsigned LogBits>
word load_data(const struct_view& from, std::size_t bit) noexcept {
  if constexpr (LogBits == 0)
    return from.load_bit(bit) ? 1 : 0;
  else if constexpr (LogBits == 3)
    return from.load<std::uint8_t>(bit);
  else if constexpr (LogBits == 4)
    return from.load<std::uint16_t>(bit);
  else if constexpr (LogBits == 5)
    return from.load<std::uint32_t>(bit);
  else
    return from.load<std::uint64_t>(bit);
}

template <unsigned LogBits>
word load_data(const list_view& from, std::size_t i) noexcept {
  if constexpr (LogBits == 0)
    return from.load_bit(i) ? 1 : 0;
  else if constexpr (LogBits == 3)
    return from.load<std::uint8_t>(i);
  else if constexpr (LogBits == 4)
    return from.load<std::uint16_t>(i);
  else if constexpr (LogBits == 5)
    return from.load<std::uint32_t>(i);
  else
    return from.load<std::uint64_t>(i);
}

} // namespace troupe::wire

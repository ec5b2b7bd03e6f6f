/// Forms of numbers, enums and chrono values: plain data in a struct or a packed list.
#pragma once

#include <chrono>
#include <type_traits>

#include "troupe/form.hpp"

namespace troupe::wire {

template <std::size_t Bytes>
using unsigned_of = std::conditional_t<
  Bytes == 1, std::uint8_t,
  std::conditional_t<Bytes == 2, std::uint16_t, std::conditional_t<Bytes == 4, std::uint32_t, std::uint64_t>>>;

template <class T>
struct scalar_base {
  using type = T;
};
template <class T>
  requires std::is_enum_v<T>
struct scalar_base<T> {
  using type = std::underlying_type_t<T>;
};

template <class T>
concept scalar = (std::is_arithmetic_v<T> || std::is_enum_v<T>) && sizeof(T) <= 8;

template <scalar T>
struct form<T> {
  using parts = types<>;
  static constexpr shape kind = shape::data;
  static constexpr bool is_bool = std::is_same_v<typename scalar_base<T>::type, bool>;
  static constexpr unsigned log_bits = is_bool ? 0 : static_cast<unsigned>(std::countr_zero(sizeof(T))) + 3;
  static constexpr bool bitwise = !is_bool; ///< its bytes are what the wire has

  static word to_word(T value) noexcept {
    if constexpr (is_bool)
      return static_cast<bool>(value) ? 1 : 0;
    else
      return std::bit_cast<unsigned_of<sizeof(T)>>(value);
  }
  static T from_word(word value) noexcept {
    if constexpr (is_bool)
      return static_cast<T>(value != 0);
    else
      return std::bit_cast<T>(static_cast<unsigned_of<sizeof(T)>>(value));
  }
};

template <scalar Rep, class Period>
struct form<std::chrono::duration<Rep, Period>> {
  using type = std::chrono::duration<Rep, Period>;
  using parts = types<>;
  static constexpr shape kind = shape::data;
  static constexpr unsigned log_bits = form<Rep>::log_bits;
  static constexpr bool bitwise = form<Rep>::bitwise;
  static word to_word(type value) noexcept { return form<Rep>::to_word(value.count()); }
  static type from_word(word value) noexcept { return type(form<Rep>::from_word(value)); }
};

template <class Clock, class Duration>
  requires formed<Duration>
struct form<std::chrono::time_point<Clock, Duration>> {
  using type = std::chrono::time_point<Clock, Duration>;
  using parts = types<>;
  static constexpr shape kind = shape::data;
  static constexpr unsigned log_bits = form<Duration>::log_bits;
  static constexpr bool bitwise = form<Duration>::bitwise;
  static word to_word(type value) noexcept { return form<Duration>::to_word(value.time_since_epoch()); }
  static type from_word(word value) noexcept { return type(form<Duration>::from_word(value)); }
};

} // namespace troupe::wire

/// What lies in shared memory, for those who know no C++ type: how many elements, how long, of what kind.
#pragma once

#include <cstdint>
#include <type_traits>

namespace troupe::shared {

/// What an element is. Values lie in shared memory: append, never renumber.
enum class element_kind : std::uint8_t { other = 0, signed_integer, unsigned_integer, floating };

struct memory_shape {
  std::uint64_t count = 1; ///< elements
  std::uint32_t size = 0;  ///< bytes of one
  element_kind kind = element_kind::other;
};

/// The shape of `count` elements `T`.
template <class T>
[[nodiscard]] constexpr memory_shape shape_for(std::uint64_t count) noexcept {
  if constexpr (std::is_floating_point_v<T>)
    return {count, sizeof(T), element_kind::floating};
  else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
    return {count, sizeof(T), std::is_signed_v<T> ? element_kind::signed_integer : element_kind::unsigned_integer};
  else
    return {count, sizeof(T), element_kind::other};
}

} // namespace troupe::shared

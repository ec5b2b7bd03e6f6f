/// Names of shared objects: valid in every process of the system, and never used twice.
#pragma once

#include <cstdint>

namespace troupe::rooms::objects {

/// What an object is. Values lie in shared memory and travel: append, never renumber.
enum class object_kind : std::uint8_t {
  none = 0,
  event,
  mutex,
  recursive_mutex,
  semaphore,
  bounded_semaphore,
  condition,
  barrier,
  value,
  array,
  queue,
  joinable_queue,
  pipe,
  last_kind_ = pipe,
};

inline constexpr unsigned index_bits = 20;
inline constexpr unsigned generation_bits = 28;

/// Generation and index, 48 bits; 0 = no object.
using object_id = std::uint64_t;

[[nodiscard]] constexpr object_id make_id(std::uint32_t index, std::uint32_t generation) noexcept {
  return std::uint64_t{generation} << index_bits | index;
}
[[nodiscard]] constexpr std::uint32_t index_in(object_id which) noexcept {
  return static_cast<std::uint32_t>(which & ((1U << index_bits) - 1));
}
[[nodiscard]] constexpr std::uint32_t generation_in(object_id which) noexcept {
  return static_cast<std::uint32_t>(which >> index_bits) & ((1U << generation_bits) - 1);
}

} // namespace troupe::rooms::objects

/// What a system holds: to be compared before and after many cycles.
#pragma once

#include <cstdint>
#include <string>

namespace troupe::tests {

/// Of this process and everything that carries its mark.
struct resources {
  std::uint64_t processes = 0;
  std::uint64_t zombies = 0;
  std::uint64_t descriptors = 0;   ///< of this process
  std::uint64_t servants = 0;      ///< descriptors of the guard and the spawner
  std::uint64_t region_bytes = 0;  ///< allocated in the shared files that this process holds
  std::uint64_t private_bytes = 0; ///< of this process

  /// Nothing more than `before`, but for what an allocator may keep (2 MB).
  [[nodiscard]] bool is_within(const resources& before) const;
  [[nodiscard]] std::string difference(const resources& before) const;
};
[[nodiscard]] resources resources_of_system();

} // namespace troupe::tests

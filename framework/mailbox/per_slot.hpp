/// Something for each slot, of which few are ever used: memory for 64 neighbours is there once one is.
#pragma once

#include <array>
#include <atomic>

#include "mailbox/layout.hpp"

namespace troupe::rooms::mailbox {

/// Threads: `find` any; `make` one at a time.
template <class T>
class per_slot {
public:
  per_slot() = default;
  per_slot(const per_slot&) = delete;
  per_slot& operator=(const per_slot&) = delete;
  ~per_slot() {
    for (auto& each : groups_)
      delete each.load(std::memory_order_relaxed);
  }

  /// Null: it was never made.
  [[nodiscard]] T* find(slot_id which) const noexcept {
    group* const found = groups_[which / neighbours].load(std::memory_order_acquire); // pairs with make
    return found != nullptr ? &(*found)[which % neighbours] : nullptr;
  }
  [[nodiscard]] T& make(slot_id which) {
    auto& place = groups_[which / neighbours];
    if (place.load(std::memory_order_relaxed) == nullptr)
      place.store(new group{}, std::memory_order_release);
    return *find(which);
  }

private:
  static constexpr std::size_t neighbours = 64;
  using group = std::array<T, neighbours>;

  std::array<std::atomic<group*>, max_slots / neighbours> groups_{};
};

} // namespace troupe::rooms::mailbox

/// How much memory grown rings may take: one bound for all processes of a region, so that lanes which
/// were full once do not fill it. docs/formats/ring.md.
#pragma once

#include <atomic>
#include <cstdint>

#include "mailbox/inside.hpp"

namespace troupe::rooms::mailbox {

/// Grown rings of all processes together, unless the region is small.
inline constexpr std::uint64_t most_grown_bytes = std::uint64_t{32} << 20;

/// Each process counts its own in its slot page and adds up the others'. Two that grow at once may
/// pass the bound by their two rings; a death leaves nothing wrong, since a page goes with its slot.
/// Threads: any.
class growth {
public:
  /// `published`: this slot's count, which begins anew with every life.
  growth(region::layout& in, slot_id own, std::atomic<std::uint64_t>& published) noexcept;

  void add(std::uint64_t bytes) noexcept { published_.fetch_add(bytes, std::memory_order_relaxed); }
  void remove(std::uint64_t bytes) noexcept { published_.fetch_sub(bytes, std::memory_order_relaxed); }
  /// A ring may take an eighth of what is left: a few lanes get the largest, many get some.
  [[nodiscard]] bool allows(std::uint64_t bytes) noexcept;

private:
  [[nodiscard]] std::uint64_t count_others() const noexcept;

  region::layout& in_;
  slot_id own_;
  std::atomic<std::uint64_t>& published_;
  std::atomic<std::uint64_t> others_{0};
  std::atomic<std::uint64_t> counted_at_{0}; ///< in coarse nanoseconds
};

} // namespace troupe::rooms::mailbox

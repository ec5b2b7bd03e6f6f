#include "mailbox/growth.hpp"

#include <algorithm>

#include "os/coarse_clock.hpp"

namespace troupe::rooms::mailbox {

growth::growth(region::layout& in, slot_id own, std::atomic<std::uint64_t>& published) noexcept
  : in_(in), own_(own), published_(published) {
  published_.store(0, std::memory_order_relaxed);
}

std::uint64_t growth::count_others() const noexcept {
  const auto* const pages = reinterpret_cast<const slot_status*>(in_.statuses.data());
  std::uint64_t sum = 0;
  for (const slot_id other : in_.all_slots())
    if (other != own_ && in_.state_of(other) != slot_state::free)
      sum += std::min(pages[other].grown.load(std::memory_order_relaxed), most_grown_bytes); // it may be anything
  return sum;
}

// Full lanes ask again and again, so the others are counted once per tick of the coarse clock.
bool growth::allows(std::uint64_t bytes) noexcept {
  const std::uint64_t now = os::coarse_nanoseconds();
  if (counted_at_.exchange(now, std::memory_order_relaxed) != now)
    others_.store(count_others(), std::memory_order_relaxed);
  const std::uint64_t limit = std::min(most_grown_bytes, in_.header.memory_limit / 4);
  const std::uint64_t used = published_.load(std::memory_order_relaxed) + others_.load(std::memory_order_relaxed);
  return used < limit && bytes <= (limit - used) / 8;
}

} // namespace troupe::rooms::mailbox

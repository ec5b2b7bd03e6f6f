#include "troupe/managed_kind.hpp"

namespace troupe::managed {

// Chains only grow at their head, and what is behind it never changes.
void kind::add(operation& one) noexcept {
  std::atomic<const operation*>& first = first_[one.message % chains];
  const operation* head = first.load(std::memory_order_relaxed);
  do
    one.next = head;
  while (!first.compare_exchange_weak(head, &one, std::memory_order_release)); // pairs with the acquire in `find`
}

const operation* kind::find(std::uint64_t message) const noexcept {
  const operation* one = first_[message % chains].load(std::memory_order_acquire);
  while (one != nullptr && one->message != message)
    one = one->next;
  return one;
}

} // namespace troupe::managed

#include "mailbox/bell.hpp"

#include <climits>

#include "os/fault_point.hpp"
#include "os/futex.hpp"

namespace troupe::rooms::mailbox {

bool bell::announce(slot_id from) noexcept {
  // The tail store before the looks below; pairs with the fences in sleep and take_senders.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const std::uint64_t bit = std::uint64_t{1} << from % 64;
  const std::uint64_t group = std::uint64_t{1} << from / 64;
  auto& senders = words_->senders[from / 64];
  // Both, because who set the bit before may have died before it set the summary.
  if ((senders.load(std::memory_order_relaxed) & bit) != 0 &&
      (words_->summary.load(std::memory_order_relaxed) & group) != 0)
    return false;
  os::pass_fault_point("mailbox.bell.before_ring");
  senders.fetch_or(bit, std::memory_order_seq_cst);
  os::pass_fault_point("mailbox.bell.before_summary");
  words_->summary.fetch_or(group, std::memory_order_seq_cst);
  os::pass_fault_point("mailbox.bell.before_wake");
  return wake_sleepers();
}

void bell::call(std::uint32_t attention) noexcept {
  words_->attention.fetch_or(attention, std::memory_order_seq_cst);
  os::pass_fault_point("mailbox.bell.before_wake");
  wake_sleepers();
}

// Wakes first and clears afterwards: who dies in between leaves a sleeper that others still see. The
// count in the word keeps the clearing from hitting a sleep that was announced meanwhile.
bool bell::wake_sleepers() noexcept {
  std::uint32_t parked = words_->parked.load(std::memory_order_seq_cst);
  if ((parked & parked_mask) == 0)
    return false;
  if ((parked & parked_futex) != 0) {
    words_->events.fetch_add(1, std::memory_order_release); // pairs with the load in sleep
    os::pass_fault_point("mailbox.bell.waking");
    os::futex_wake(words_->events, INT_MAX);
  }
  if ((parked & parked_poll) != 0 && pollable_ != nullptr)
    pollable_->set();
  os::pass_fault_point("mailbox.bell.woken");
  words_->parked.compare_exchange_strong(parked, parked & ~parked_mask, std::memory_order_seq_cst);
  return true;
}

void bell::announce_sleep(std::uint32_t how) noexcept {
  std::uint32_t before = words_->parked.load(std::memory_order_relaxed);
  while (!words_->parked.compare_exchange_weak(before, (before + parked_mask + 1) | how, std::memory_order_seq_cst)) {
  }
}

// A ringer sets the descriptor and clears the sleep bit afterwards. One that is slow (or dead) in
// between would clear the bit of a later sleep: the new count makes it be late.
void bell::arm_pollable() noexcept {
  if (pollable_ == nullptr)
    return;
  pollable_->clear();
  announce_sleep(parked_poll);
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in announce
}

std::uint32_t bell::take_attention() noexcept {
  if (words_->attention.load(std::memory_order_relaxed) == 0)
    return 0;
  const std::uint32_t found = words_->attention.exchange(0, std::memory_order_seq_cst);
  std::atomic_thread_fence(std::memory_order_seq_cst); // what the bits announce is read after them
  return found;
}

void bell::withdraw(std::uint32_t attention) noexcept {
  words_->attention.fetch_and(~attention, std::memory_order_relaxed); // the next life is begun after it
}

void bell::forget_sender(slot_id from) noexcept {
  words_->senders[from / 64].fetch_and(~(std::uint64_t{1} << from % 64), std::memory_order_seq_cst);
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in announce
}

void bell::reset(bool sleeps_in_poll) noexcept {
  words_->parked.store(sleeps_in_poll ? parked_poll : 0, std::memory_order_relaxed);
  words_->attention.store(0, std::memory_order_relaxed);
  words_->summary.store(0, std::memory_order_relaxed);
  for (auto& bits : words_->senders)
    bits.store(0, std::memory_order_relaxed);
}

void bell::wait_for_event(std::uint32_t seen, os::time_point deadline) noexcept {
  os::futex_wait(words_->events, seen, deadline);
}

} // namespace troupe::rooms::mailbox

#include "objects/guard.hpp"

#include <climits>
#include <thread>

#include "os/fault_point.hpp"
#include "os/futex.hpp"
#include "os/process_facts.hpp"

namespace troupe::rooms::objects {

namespace {

constexpr std::uint32_t sleeping = 1U << 31;
constexpr std::uint32_t abandoned = sleeping - 1;
constexpr int tries = 100;
constexpr os::duration patience = std::chrono::milliseconds(10);

// Of whichever life: had an earlier one held it, its death would have been told before the slot was used
// again.
bool is_dead(const table& in, mailbox::slot_id holder) {
  const char state = os::process_state(in.where().look(holder).pid);
  return state == 0 || state == 'Z' || state == 'X';
}

} // namespace

guard::guard(const table& in, guard_word& word) noexcept : in_(in), word_(word) {
  for (int i = 0; !try_take(); ++i)
    if (i < tries)
      std::this_thread::yield(); // the holder may be a process that this one keeps off its CPU
    else
      sleep();
  os::pass_fault_point("objects.guard.taken");
}

guard::guard(const table& in, guard_word& word, std::try_to_lock_t) noexcept
  : in_(in), word_(word), held_(try_take()) {}

guard::~guard() {
  if (!held_)
    return;
  os::pass_fault_point("objects.guard.before_release");
  // Pairs with the compare-exchange in try_take.
  if ((word_.owner.exchange(0, std::memory_order_release) & sleeping) != 0)
    os::futex_wake(word_.owner);
}

bool guard::try_take() noexcept {
  std::uint32_t now = word_.owner.load(std::memory_order_relaxed);
  const std::uint32_t holder = now & ~sleeping;
  if (holder != 0 && holder != abandoned)
    return false;
  if (!word_.owner.compare_exchange_strong(now, (in_.own() + 1U) | (now & sleeping) | sleeping_,
                                           std::memory_order_acquire))
    return false;
  abandoned_ = holder == abandoned;
  return true;
}

// Whoever has slept takes it as one that others sleep for: he does not know better. The house may be
// the one that waits here, so nobody relies on it to hear of a dead holder.
void guard::sleep() noexcept {
  std::uint32_t now = word_.owner.load(std::memory_order_relaxed);
  const std::uint32_t holder = now & ~sleeping;
  if (holder == 0 || holder == abandoned)
    return;
  sleeping_ = sleeping;
  if ((now & sleeping) == 0 && !word_.owner.compare_exchange_strong(now, now | sleeping, std::memory_order_relaxed))
    return;
  if (os::futex_wait(word_.owner, now | sleeping, os::deadline_after(patience)) == os::futex_result::timed_out &&
      is_dead(in_, static_cast<mailbox::slot_id>(holder - 1)))
    abandon(word_, static_cast<mailbox::slot_id>(holder - 1));
}

bool abandon(guard_word& word, mailbox::slot_id gone) noexcept {
  std::uint32_t now = word.owner.load(std::memory_order_relaxed);
  do
    if ((now & ~sleeping) != gone + 1U)
      return false;
  while (!word.owner.compare_exchange_weak(now, abandoned | (now & sleeping), std::memory_order_relaxed));
  wake_guard(word);
  return true;
}

bool is_abandoned(const guard_word& word) noexcept {
  return (word.owner.load(std::memory_order_relaxed) & ~sleeping) == abandoned;
}

void wake_guard(guard_word& word) noexcept { os::futex_wake(word.owner, INT_MAX); }

} // namespace troupe::rooms::objects

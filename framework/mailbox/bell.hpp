/// Ringing and answering one doorbell. docs/formats/doorbell.md shows why no wake is lost.
///
/// Threads and processes: `announce`, `call` and `wake_sleepers` are for all; `sleep` for any thread
/// of the bell's own process; the `take_...` functions for its pump; `withdraw` and `reset` for the owner of the slots,
/// while the bell has no process.
#pragma once

#include "mailbox/layout.hpp"
#include "os/clock.hpp"
#include "os/event_fd.hpp"

namespace troupe::rooms::mailbox {

/// A doorbell, and the descriptor that wakes it when its owner sleeps in poll (null: on the futex).
class bell {
public:
  bell(doorbell& words, const os::event_fd* pollable) noexcept : words_(&words), pollable_(pollable) {}

  /// "Look into the lanes of `from`." Call after the tail store: begins with a full fence. Whether
  /// somebody slept.
  bool announce(slot_id from) noexcept;
  /// Sets attention bits, and wakes.
  void call(std::uint32_t attention) noexcept;
  /// Whether there was one.
  bool wake_sleepers() noexcept;

  [[nodiscard]] bool is_rung() const noexcept {
    return words_->summary.load(std::memory_order_relaxed) != 0 ||
           words_->attention.load(std::memory_order_relaxed) != 0;
  }
  [[nodiscard]] bool is_called(std::uint32_t attention) const noexcept {
    return (words_->attention.load(std::memory_order_relaxed) & attention) != 0;
  }
  /// Sleeps until a ring that `stay_awake` did not see, or `deadline`. `stay_awake` is asked once,
  /// after the intent to sleep is visible to ringers.
  template <class Predicate>
  void sleep(os::time_point deadline, Predicate stay_awake) {
    // Read before the announcement: a wake after it changes the word and the futex does not sleep.
    const std::uint32_t seen = words_->events.load(std::memory_order_acquire);
    announce_sleep(parked_futex);
    std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in announce
    if (!stay_awake())
      wait_for_event(seen, deadline);
  }
  /// The owner will be woken through its descriptor, once, by who rings from now on.
  void arm_pollable() noexcept;

  [[nodiscard]] std::uint32_t take_attention() noexcept;
  /// Calls `visit(slot_id)` for every announced sender, and forgets the announcements.
  template <class Visit>
  void take_senders(Visit visit) {
    if (words_->summary.load(std::memory_order_relaxed) == 0)
      return;
    std::uint64_t groups = words_->summary.exchange(0, std::memory_order_seq_cst);
    for (; groups != 0; groups &= groups - 1) {
      const auto group = static_cast<unsigned>(__builtin_ctzll(groups)) % (max_slots / 64);
      std::uint64_t bits = words_->senders[group].exchange(0, std::memory_order_seq_cst);
      std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in announce
      for (; bits != 0; bits &= bits - 1)
        visit(static_cast<slot_id>(group * 64 + static_cast<unsigned>(__builtin_ctzll(bits))));
    }
  }
  /// Nobody is called to these any more.
  void withdraw(std::uint32_t attention) noexcept;
  /// Announcements of one sender only; its mail is about to be read anyway.
  void forget_sender(slot_id from) noexcept;
  /// A slot's bell for its next owner.
  void reset(bool sleeps_in_poll) noexcept;

private:
  void announce_sleep(std::uint32_t how) noexcept;
  void wait_for_event(std::uint32_t seen, os::time_point deadline) noexcept;

  doorbell* words_;
  const os::event_fd* pollable_;
};

} // namespace troupe::rooms::mailbox

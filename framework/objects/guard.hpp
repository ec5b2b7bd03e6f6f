/// A lock for a few hundred nanoseconds between processes, which outlives its holder.
///
/// Who dies holding it leaves it abandoned: the house says so on the death, or the next one finds out by
/// himself; he is told, and repairs what it guards before anything else. A holder that is stopped
/// (SIGSTOP) inside holds up those who want it until it goes on or is killed.
/// Not to be taken in signal handlers, nor twice. Threads and processes: any.
#pragma once

#include <mutex>

#include "objects/table.hpp"

namespace troupe::rooms::objects {

class guard {
public:
  /// Waits for it: spins, yields, and sleeps when that does not help.
  guard(const table& in, guard_word& word) noexcept;
  /// Never waits: whether it has it is `is_held`. For the house, which nobody may hold up.
  guard(const table& in, guard_word& word, std::try_to_lock_t) noexcept;
  ~guard();
  guard(const guard&) = delete;
  guard& operator=(const guard&) = delete;

  [[nodiscard]] bool is_held() const noexcept { return held_; }
  /// The holder before died inside: what is guarded may be half done.
  [[nodiscard]] bool must_repair() const noexcept { return abandoned_; }

private:
  bool try_take() noexcept;
  void sleep() noexcept;

  const table& in_;
  guard_word& word_;
  std::uint32_t sleeping_ = 0; ///< the bit to take it with
  bool abandoned_ = false;
  bool held_ = true;
};

/// By the house: `gone` is dead. Whether it held the guard, which is now abandoned.
bool abandon(guard_word& word, mailbox::slot_id gone) noexcept;
/// Whether the next one is to repair; a hint.
[[nodiscard]] bool is_abandoned(const guard_word& word) noexcept;
/// By the house, where a process is dead that may have been woken to take it: everybody looks again.
void wake_guard(guard_word& word) noexcept;

} // namespace troupe::rooms::objects

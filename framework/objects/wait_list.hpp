/// The threads that wait at one object for their turn, in the order in which they came.
///
/// A list of stakes, under the object's guard. The stakes are the truth; the list only finds them, and
/// is made anew from them by whoever takes the guard from a dead holder.
/// Processes and threads: whoever holds the guard.
#pragma once

#include "objects/stakes.hpp"
#include "objects/table.hpp"

namespace troupe::rooms::objects {

/// States of a wait's stake, all under the guard but for `entering`, when it is in no list yet.
enum wait_state : std::uint8_t { entering = 0, waiting, passed, broken };

[[nodiscard]] inline std::uint8_t wait_state_of(const stake& which) noexcept {
  return stake_word::unpacked(which.word.load(std::memory_order_acquire)).state;
}

/// Where the list begins and ends: in an object's body.
struct wait_list_words {
  std::atomic<stake_id> first, last;
  std::atomic<std::uint32_t> count;
  std::atomic<std::uint64_t> next_ticket;
};

class wait_list {
public:
  wait_list(const table& in, const object_entry& of, wait_list_words& words) noexcept
    : in_(in), of_(of), words_(words) {}

  /// It is waiting from now on.
  void push(stake& last) noexcept;
  /// The longest waiting one; null when nobody waits.
  [[nodiscard]] stake* front() const noexcept;
  /// Takes it out and says how it ended. It is its owner's from now on, and may be free at once.
  void end(stake& which, wait_state how) noexcept;
  [[nodiscard]] std::uint32_t count() const noexcept { return words_.count.load(std::memory_order_relaxed); }
  /// From the stakes of all processes.
  void make_anew() noexcept;

private:
  void append(stake& last) noexcept;
  void take_out(const stake& which) noexcept;

  const table& in_;
  const object_entry& of_;
  wait_list_words& words_;
};

} // namespace troupe::rooms::objects

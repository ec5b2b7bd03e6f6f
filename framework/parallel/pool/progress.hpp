/// The task that a worker of a pool has in hand, as one word in its slot page: readable after it died. Beside it, since
/// when: for those who look while it lives.
///
/// What if the worker dies right here? The word is whole at any instant. Before it names a task, nobody has begun that;
/// when it does, the task is charged with the death unless its result has arrived: results go into the lane first.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "mailbox/status.hpp"

namespace troupe::rooms::parallel {

struct task_in_hand {
  std::uint32_t ticket = 0; ///< of the piece; 0: none yet
  std::uint32_t begun = 0;  ///< tasks of it
  friend bool operator==(const task_in_hand&, const task_in_hand&) = default;
};

[[nodiscard]] constexpr std::uint64_t packed(task_in_hand what) noexcept {
  return std::uint64_t{what.ticket} << 32 | what.begun;
}
[[nodiscard]] constexpr task_in_hand unpacked(std::uint64_t word) noexcept {
  return {static_cast<std::uint32_t>(word >> 32), static_cast<std::uint32_t>(word)};
}

/// In the spare bytes of the page, which troupe::process and actors leave alone.
[[nodiscard]] inline std::atomic_ref<std::uint64_t> task_word(mailbox::slot_status& page) noexcept {
  return std::atomic_ref{reinterpret_cast<std::uint64_t*>(page.unused.data())[0]};
}
/// CLOCK_MONOTONIC in nanoseconds; 0: it has none. Stored before the task in `task_word`.
[[nodiscard]] inline std::atomic_ref<std::uint64_t> since_word(mailbox::slot_status& page) noexcept {
  return std::atomic_ref{reinterpret_cast<std::uint64_t*>(page.unused.data())[1]};
}
static_assert(offsetof(mailbox::slot_status, unused) % alignof(std::uint64_t) == 0);

struct running_task {
  task_in_hand which;
  std::uint64_t since = 0; ///< 0: none is running
};

} // namespace troupe::rooms::parallel

/// The mutex, plain and recursive: owned by a thread of a process, or by somebody for whom the house
/// holds it.
///
/// One word says who owns it. It goes from free to owned by one compare-and-swap, and back by one
/// exchange, so whoever dies leaves a word that names him, and the house frees it.
#pragma once

#include <string>

#include "objects/table.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::objects {

/// Who owns, or wants to. Threads by their kernel ids; requesters of the house by numbers that have the
/// top bit of 31 set.
struct mutex_owner {
  std::uint32_t thread = 0; ///< 31 bits; 0 = nobody
  mailbox::slot_id slot = 0;
  friend bool operator==(const mutex_owner&, const mutex_owner&) = default;
};
inline constexpr std::uint32_t requester_bit = 1U << 30;

/// The calling thread.
[[nodiscard]] mutex_owner this_thread(const table& in) noexcept;

/// `kind` is mutex or recursive_mutex.
[[nodiscard]] reference make_mutex(table& in, object_kind kind);

/// At once or not at all. A recursive one is taken again by its owner.
[[nodiscard]] bool try_lock(object_entry& of, mutex_owner who) noexcept;
/// Until it is owned, or `deadline`. Fails: contract_error when the calling thread owns a plain one and
/// would wait for itself for ever; interrupted.
bool lock_until(table& in, object_entry& of, mutex_owner who, os::time_point deadline);
/// False, and nothing happened, when `who` does not own it.
[[nodiscard]] bool unlock(const table& in, object_entry& of, mutex_owner who) noexcept;

/// Gives it up however often it was locked; gives how often, for `lock_again`. 0: `who` does not own it.
[[nodiscard]] std::uint32_t unlock_all(const table& in, object_entry& of, mutex_owner who) noexcept;
void lock_again(table& in, object_entry& of, mutex_owner who, std::uint32_t times);
[[nodiscard]] bool try_lock_again(object_entry& of, mutex_owner who, std::uint32_t times) noexcept;

/// Fails: not_owner, saying that `doing` it needs the mutex.
void require_owner(const table& in, const object_entry& of, mutex_owner who, const char* doing);

[[nodiscard]] object_kind kind_of(const object_entry& of) noexcept;
[[nodiscard]] mutex_owner owner_of(const object_entry& of) noexcept;
/// False for nobody, even of a free one.
[[nodiscard]] bool owns(const object_entry& of, mutex_owner who) noexcept;
/// How often its owner has locked it.
[[nodiscard]] std::uint32_t depth_of(const object_entry& of) noexcept;
/// Whoever owned it last ended without unlocking it. True until it is unlocked in order.
[[nodiscard]] bool previous_owner_died(const object_entry& of) noexcept;
/// The owner is over: frees it. Whether he owned it.
bool free_after(const table& in, object_entry& of, mutex_owner gone) noexcept;

/// "mutex(free)", "mutex(held by this thread)", "recursive_mutex(held by worker 3 'resize', 2 times)"
[[nodiscard]] std::string text_of_mutex(const table& in, const object_entry& of);

} // namespace troupe::rooms::objects

/// The condition: threads wait under a mutex until another notifies them, first come, first served.
#pragma once

#include <string>

#include "objects/mutex.hpp"
#include "objects/wait_list.hpp"

namespace troupe::rooms::objects {

/// Of a mutex or recursive mutex, which lives at least as long: each holder of the condition holds it too.
[[nodiscard]] reference make_condition(table& in, const reference& mutex);

/// The mutex it was made with.
[[nodiscard]] object_id mutex_of_condition(const object_entry& of) noexcept;

/// Gives up the mutex, sleeps until notified or `deadline`, owns the mutex again: whether it was
/// notified. Fails: not_owner, interrupted (the mutex is owned again: an interruption is held until it is).
bool wait_for_notify(table& in, object_entry& of, object_entry& mutex, mutex_owner who, os::time_point deadline);

/// Wakes at most `count` of those who wait; the mutex is owned by the caller, which he has checked.
void notify(const table& in, object_entry& of, std::uint32_t count) noexcept;
[[nodiscard]] std::uint32_t waiters_of(const table& in, object_entry& of) noexcept;

/// The steps of waiting, for who does not sleep in them: enters, before the mutex is given up; has been
/// notified; leaves in any case. Leaving unnotified passes nothing on.
[[nodiscard]] stake& begin_wait(table& in, object_entry& of);
[[nodiscard]] bool is_notified(const stake& wait) noexcept;
/// Whether it was notified.
bool end_wait(const table& in, object_entry& of, stake& wait) noexcept;
/// The same, for who cannot go on though he was notified: the next one is.
void give_up_wait(const table& in, object_entry& of, stake& wait) noexcept;

/// "condition(mutex(free), 2 waiting)"
[[nodiscard]] std::string text_of_condition(const table& in, object_entry& of, const object_entry& mutex);

} // namespace troupe::rooms::objects

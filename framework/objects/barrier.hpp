/// The barrier: parties wait until all have come, then all go on; again and again.
///
/// The state word says in which phase it is. What takes several steps (letting all go, breaking) begins
/// with one store of a phase that names it, so that whoever finds the guard of a dead holder ends it.
#pragma once

#include <functional>
#include <string>

#include "objects/table.hpp"
#include "objects/wait_list.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::objects {

inline constexpr std::size_t action_room = 160; ///< bytes for what the kind's public side keeps of its action

/// `limit`: for each wait that has none of its own, `no_limit` for ever. `keep_action` fills the bytes.
inline constexpr std::chrono::nanoseconds no_limit = std::chrono::nanoseconds::max();
[[nodiscard]] reference make_barrier(table& in, std::uint32_t parties, std::chrono::nanoseconds limit,
                                     const std::function<void(std::byte*)>& keep_action);
[[nodiscard]] const std::byte* action_of_barrier(const object_entry& of) noexcept;
[[nodiscard]] std::chrono::nanoseconds limit_of_barrier(const object_entry& of) noexcept;

/// How a party's wait goes on.
enum class arrival : std::uint8_t {
  waits,   ///< for the others
  acts,    ///< all are there: runs the action, then `end_action`
  passed,  ///< all are there, and go on
  closed,  ///< another turn's action is running: come again
  refused, ///< it is broken
};
struct party {
  arrival how = arrival::refused;
  stake* wait = nullptr; ///< but for `closed` and `refused`
};

/// Comes to the barrier, and does not wait.
[[nodiscard]] party arrive(table& in, object_entry& of, bool has_action);
/// Order of coming in its turn, from 0.
[[nodiscard]] std::uint32_t index_of(const stake& wait) noexcept;
/// The action was run, by the party that `wait` is of: everybody goes on. False when it was broken meanwhile.
bool end_action(const table& in, object_entry& of, const stake& wait) noexcept;
/// `waiting`, `passed` or `broken`.
[[nodiscard]] wait_state state_of_party(const stake& wait) noexcept;
/// Goes away; a party that is still waiting breaks the barrier. How it had ended.
wait_state leave(const table& in, object_entry& of, stake& wait) noexcept;

/// All of it for a thread: its index. `action` empty: there is none. Fails: broken_barrier (`in_time` is
/// false when its own limit did it), interrupted, and what the action throws; all break it.
std::uint32_t pass_barrier(table& in, object_entry& of, os::time_point deadline, const std::function<void()>& action,
                           bool& in_time);

/// Breaks it: those who wait fail, and all that come, until `reset`.
void break_barrier(const table& in, object_entry& of) noexcept;
/// Those who wait fail; it can be used again.
void reset_barrier(const table& in, object_entry& of) noexcept;

[[nodiscard]] std::uint32_t parties_of(const object_entry& of) noexcept;
[[nodiscard]] std::uint32_t arrived_at(const table& in, object_entry& of) noexcept;
[[nodiscard]] bool is_broken(const object_entry& of) noexcept;

/// "barrier(2 of 3)", "barrier(broken)"
[[nodiscard]] std::string text_of_barrier(const table& in, object_entry& of);

} // namespace troupe::rooms::objects

/// The semaphore, plain and bounded: a number of units that are taken and given back.
///
/// Units may be taken for good, as signals are, or **on loan**, by a guard: what a dead process had on
/// loan comes back. The state word holds the value and, in its upper half, which loan changed it last,
/// so that it is known of every loan whether it took place, whenever its process died.
/// docs/formats/objects.md.
#pragma once

#include <string>

#include "objects/table.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::objects {

inline constexpr std::uint32_t most_units = 0x7fffffff;

/// `kind` is semaphore, of `most_units` at most, or bounded_semaphore, which refuses to have more than it begins with.
[[nodiscard]] reference make_semaphore(table& in, object_kind kind, std::uint32_t value);

/// One unit, now or not at all.
[[nodiscard]] bool try_acquire(object_entry& of) noexcept;
/// Until it is acquired, or `deadline`. Fails: interrupted.
bool acquire_until(table& in, object_entry& of, os::time_point deadline);
/// Gives `count` units. False, and nothing happened, when there would be too many.
[[nodiscard]] bool release(const table& in, object_entry& of, std::uint32_t count) noexcept;

/// The same on loan. Any thread of this process may give it back. Fails: no_resource; interrupted.
bool borrow_until(table& in, object_entry& of, os::time_point deadline);
/// Gives back a unit that this process has on loan. False when there is none.
[[nodiscard]] bool give_back(table& in, object_entry& of) noexcept;

/// The steps of it, for who keeps the loan himself: a stake that asks for one unit, and then has it.
[[nodiscard]] stake& begin_loan(table& in, const object_entry& of);
[[nodiscard]] bool try_borrow(const table& in, object_entry& of, stake& loan) noexcept;
/// One that has its unit.
void end_loan(const table& in, object_entry& of, stake& loan) noexcept;
/// One that has none.
void cancel_loan(stake& loan) noexcept;

[[nodiscard]] std::uint32_t units_of(const object_entry& of) noexcept;

/// "semaphore(2)", "bounded_semaphore(2 of 3)"
[[nodiscard]] std::string text_of_semaphore(const object_entry& of);

} // namespace troupe::rooms::objects

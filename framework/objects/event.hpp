/// The event: a flag that threads of all processes wait for.
///
/// One word: bit 0 the flag, above it how often it was set. Who waits remembers the count, so an event
/// that is set and cleared again at once has woken everybody who was there.
#pragma once

#include <string>

#include "objects/table.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::objects {

[[nodiscard]] reference make_event(table& in);

/// Never waits, takes no lock: may be called in a signal handler.
void set_event(const table& in, object_entry& of) noexcept;
void clear_event(object_entry& of) noexcept;
[[nodiscard]] bool is_event_set(const object_entry& of) noexcept;
/// Until it is set, or `deadline`; which of the two. Fails: interrupted.
bool wait_for_event(table& in, object_entry& of, os::time_point deadline);

/// "event(set)"
[[nodiscard]] std::string text_of_event(const object_entry& of);

/// How often it was set, and whether it is: for those who wait in their own way.
[[nodiscard]] std::uint64_t event_word(const object_entry& of) noexcept;
[[nodiscard]] bool was_set_since(const object_entry& of, std::uint64_t event_word) noexcept;

} // namespace troupe::rooms::objects

/// The text form of handles: what `std::cout << p` prints, and `troupe::text(p)`, also inside of what it is a field of.
///
/// A handle says it by a member `text()`; the rest follows from that. For fmt and std::format: <troupe/fmt.hpp>.
/// Threads: as `text()` of the handle.
#pragma once

#include <concepts>
#include <ostream>
#include <string>

namespace troupe {

/// Has a text form of its own, made when asked for: `std::string text() const`. A member of that name
/// that gives a reference is a part of a value, as any other.
template <class T>
concept has_text = requires(const T& handle) {
  { handle.text() } -> std::same_as<std::string>;
};

/// "event(set)", "queue(3 of 100 items)"
template <has_text T>
std::ostream& operator<<(std::ostream& out, const T& handle) {
  return out << handle.text();
}

} // namespace troupe

/// The text form of handles: what `std::cout << p` prints, and `troupe::text(p)`, also inside of what it is a field of.
///
/// A handle says it by a member `text()`; the rest follows from that. For fmt and std::format: <troupe/fmt.hpp>.
/// Threads: as `text()` of the handle.
#pragma once

#include <concepts>
#include <ostream>
#include <string>

namespace troupe {

/// Has a text form of its own.
template <class T>
concept has_text = requires(const T& handle) {
  { handle.text() } -> std::convertible_to<std::string>;
};

/// "event(set)", "queue(3 of 100 items)"
template <has_text T>
std::ostream& operator<<(std::ostream& out, const T& handle) {
  return out << handle.text();
}

} // namespace troupe

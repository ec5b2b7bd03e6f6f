/// "Did you mean ...?": the name that somebody probably had in mind.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace troupe::rooms::message {

/// The candidate with the fewest letters added, left out, changed or swapped, if those are few for
/// the length of the name; the first of equals.
[[nodiscard]] std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);
[[nodiscard]] std::optional<std::string> nearest(std::string_view name, std::span<const std::string_view> candidates);

} // namespace troupe::rooms::message

/// Durations and dates of a message as people read them, exact to the nanosecond.
#pragma once

#include <optional>
#include <string>

#include "message/json.hpp"
#include "troupe/description.hpp"

namespace troupe::rooms::message {

/// "1m30s" or "2026-11-21T07:11:33.5Z" for a duration or date of `count` ticks; empty when that is not
/// a whole number of nanoseconds or no text can say it.
[[nodiscard]] std::optional<std::string> moment_text(const wire::description& type, const json::value& count);

/// The ticks that such a text stands for, as a number of the type's own kind.
[[nodiscard]] reading<json::value> moment_count(const wire::description& type, std::string_view text);

/// "2026-11-21T07:11:33.5Z" (RFC 3339) for nanoseconds since the epoch of the system clock.
[[nodiscard]] std::string date_text(std::int64_t nanoseconds);

} // namespace troupe::rooms::message

/// Durations and sizes as people write them: "1m30s", "250ms", "1.5GiB". No unit is ever guessed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::rooms::message {

/// A value, or what is wrong with the text and what to write instead.
template <class T>
struct reading {
  std::optional<T> value = {};
  std::string problem = {};
  std::string help = {};

  explicit operator bool() const noexcept { return value.has_value(); }
};

/// One or more of `<number><ns|us|ms|s|m|h|d>`; a fraction is cut at the nanosecond.
[[nodiscard]] reading<std::chrono::nanoseconds> parse_duration(std::string_view text);
/// The shortest that `parse_duration` reads as the same: "1m30s", "0s"; with a minus when negative.
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds value);

/// `<number><B|KB|MB|GB|TB|KiB|MiB|GiB|TiB>`, or "<n>%" of `whole`, which 0 forbids. Gives bytes.
[[nodiscard]] reading<std::uint64_t> parse_size(std::string_view text, std::uint64_t whole = 0);
/// The shortest that is exact: "256MiB", "1500B".
[[nodiscard]] std::string size_text(std::uint64_t bytes);

} // namespace troupe::rooms::message

/// What a client has written in the `options` of its request: docs/formats/control.md.
///
/// What is not there, or is of another type, is what the caller takes instead.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/json.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::house {

[[nodiscard]] std::string text_in(const message::json::object& options, std::string_view key,
                                  std::string_view otherwise = {});
[[nodiscard]] bool flag_in(const message::json::object& options, std::string_view key, bool otherwise = false);
[[nodiscard]] double number_in(const message::json::object& options, std::string_view key, double otherwise);
/// The texts of a list.
[[nodiscard]] std::vector<std::string> texts_in(const message::json::object& options, std::string_view key);
/// Seconds, written as a number; empty for one below 0 or above 30 years too.
[[nodiscard]] std::optional<os::duration> duration_in(const message::json::object& options, std::string_view key);
/// `timeout_s` from now; `otherwise` also for one below 0 or above 30 years.
[[nodiscard]] os::time_point deadline_in(const message::json::object& options,
                                         os::duration otherwise = os::duration::max());

} // namespace troupe::rooms::house

/// Texts of strangers on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace troupe::rooms::message {

/// UTF-8, with as many characters, and nothing that a terminal acts on: a tab is a blank, other control characters
/// dots.
[[nodiscard]] std::string one_line(std::string_view text);

} // namespace troupe::rooms::message

/// A barrier's action as bytes in the barrier's entry: where its function is in the program.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace troupe::rooms::parallel {

/// Fails: invalid_argument when its place does not fit.
void keep_action(void (*function)(), std::string_view label, std::byte* room);
/// Empty when there is none. Fails: unknown_name.
[[nodiscard]] std::function<void()> find_action(const std::byte* room);

} // namespace troupe::rooms::parallel

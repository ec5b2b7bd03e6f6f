/// Names of children and trees, and facts of this machine that values refer to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::rooms::house {

/// `[a-z][a-z0-9_-]{0,62}`
[[nodiscard]] bool is_name(std::string_view text) noexcept;
/// The same text as a name, or "x" when nothing of it can be in one: "My.Tree" gives "my-tree".
[[nodiscard]] std::string as_name(std::string_view text);

/// Bytes of memory that this machine has.
[[nodiscard]] std::uint64_t own_memory() noexcept;

} // namespace troupe::rooms::house

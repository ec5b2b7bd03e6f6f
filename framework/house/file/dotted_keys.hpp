/// What a parser of TOML that recurses is kept from: keys of very many names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe::rooms::house {

/// The first line, from 1, in which a key has more dots than that; 0 when there is none. Dots in texts and comments
/// count for nothing. The text need not be TOML.
[[nodiscard]] std::uint32_t line_with_more_dots(std::string_view text, std::size_t most) noexcept;

} // namespace troupe::rooms::house

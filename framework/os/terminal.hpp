/// Whether somebody looks at it.
#pragma once

namespace troupe::rooms::os {

/// Whether the descriptor is a terminal.
[[nodiscard]] bool is_terminal(int descriptor) noexcept;
/// Whether text on it may be coloured: a terminal that can, and nobody who has set NO_COLOR (no-color.org).
[[nodiscard]] bool takes_colours(int descriptor) noexcept;
/// Columns of the terminal; 0 when it is none or does not say.
[[nodiscard]] unsigned terminal_columns(int descriptor) noexcept;

} // namespace troupe::rooms::os

/// Log text as lines on standard error that no other process can break into.
#pragma once

#include <string_view>

namespace troupe::rooms::observe {

/// Writes `text` as one or more lines, each `prefix` + part + newline, at most PIPE_BUF bytes long
/// and written by one write(2): pipes keep such writes whole, files keep any. Waits while a pipe is
/// full. Gives up silently when standard error is closed. Keeps errno.
void write_stderr_lines(std::string_view prefix, std::string_view text) noexcept;

} // namespace troupe::rooms::observe

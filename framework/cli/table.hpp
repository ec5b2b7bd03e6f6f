/// Text in columns.
#pragma once

#include <string>
#include <vector>

namespace troupe::rooms::cli {

/// Rows below a head, columns as wide as their widest cell; lines end with a newline and without blanks. A row may have
/// fewer cells than the head, or one more, which follows the last column as it is.
[[nodiscard]] std::string columns(const std::vector<std::string>& head,
                                  const std::vector<std::vector<std::string>>& rows);

/// How long a thing has lasted, short: "3h12m", "41s", "250ms".
[[nodiscard]] std::string span_text(double seconds);
/// "412M"
[[nodiscard]] std::string bytes_text(double bytes);

} // namespace troupe::rooms::cli

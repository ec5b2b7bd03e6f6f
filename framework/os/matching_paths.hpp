/// Paths by a pattern of the shell.
#pragma once

#include <string>
#include <vector>

namespace troupe::rooms::os {

/// Those that exist and match `pattern` (* ? [...]), sorted by their bytes; what cannot be read is left out.
[[nodiscard]] std::vector<std::string> matching_paths(const std::string& pattern);

/// Whether a name is what the pattern means, as in the shell.
[[nodiscard]] bool matches_pattern(const std::string& name, const std::string& pattern) noexcept;

} // namespace troupe::rooms::os

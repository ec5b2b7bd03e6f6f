/// Whether a file can be run, said before anybody tries.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::rooms::os {

struct executable {
  std::string path;    ///< what execve would be given; empty when nothing was found
  std::string problem; ///< "is a directory", "is not executable", ...; empty when it can be run
};

/// A name with a slash is a path from `folder`; any other is looked for in `search_path`, as PATH has it. A script
/// counts by its interpreter.
[[nodiscard]] executable find_executable(const std::string& name, std::string_view search_path,
                                         const std::string& folder);

/// Empty when there is no such user.
[[nodiscard]] std::optional<unsigned> user_named(const std::string& name);
[[nodiscard]] bool is_group(const std::string& name);
/// Whether this process may become another user.
[[nodiscard]] bool may_change_user() noexcept;

} // namespace troupe::rooms::os

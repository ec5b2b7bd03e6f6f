/// Where a tree prints that runs without a terminal.
#pragma once

#include <filesystem>
#include <string>

namespace troupe::rooms::cli {

/// $XDG_STATE_HOME/troupe/<tree>.log, or ~/.local/state/troupe/<tree>.log where that is not set; its folder is made.
/// Fails: no_resource when neither variable is set, or the folder cannot be made.
[[nodiscard]] std::filesystem::path default_output(const std::string& tree);

} // namespace troupe::rooms::cli

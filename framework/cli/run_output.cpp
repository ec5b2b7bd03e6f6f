#include "cli/run_output.hpp"

#include <cerrno>
#include <cstdlib>

#include "troupe/error.hpp"

namespace troupe::rooms::cli {

namespace {

namespace fs = std::filesystem;

// The specification of these variables says that a relative path is none.
fs::path folder_in(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && fs::path(value).is_absolute() ? fs::path(value) : fs::path();
}

fs::path state_folder() {
  if (const fs::path state = folder_in("XDG_STATE_HOME"); !state.empty())
    return state / "troupe";
  if (const fs::path home = folder_in("HOME"); !home.empty())
    return home / ".local/state/troupe";
  throw no_resource("neither XDG_STATE_HOME nor HOME says where a tree that runs without a terminal prints: "
                    "say it with --output",
                    ENOENT);
}

} // namespace

fs::path default_output(const std::string& tree) {
  const fs::path folder = state_folder();
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    throw no_resource("making the folder " + folder.string() + ": " + failed.message(), failed.value());
  return folder / (tree + ".log");
}

} // namespace troupe::rooms::cli

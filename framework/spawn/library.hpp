/// Shared libraries loaded while the program runs.
#pragma once

#include <string>

namespace troupe::rooms::spawn {

/// Loads it for good, with all it needs; once is enough. A name without a slash is looked for as the loader does.
/// Gives the path under which `module_of_path` and `place_of` know it.
/// Fails: unknown_name with the loader's reason; what its constructors throw ends the program.
std::string load_library(const std::string& path);

/// The library that has this code, by the path under which it was loaded; empty for the program itself.
[[nodiscard]] std::string library_of(const void* function);

} // namespace troupe::rooms::spawn

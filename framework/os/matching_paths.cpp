#include "os/matching_paths.hpp"

#include <algorithm>
#include <fnmatch.h>
#include <glob.h>

namespace troupe::rooms::os {

std::vector<std::string> matching_paths(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) // sorted below: glob's own order is the locale's
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  std::ranges::sort(paths);
  return paths;
}

bool matches_pattern(const std::string& name, const std::string& pattern) noexcept {
  return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

} // namespace troupe::rooms::os

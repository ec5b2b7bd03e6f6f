/// The folder, cut into portions that are worth a message each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct portion {
  std::uint64_t number = 0;
  std::vector<std::string> paths;
};

/// All regular files below `folder` (links are not followed), about half a megabyte per portion.
/// Throws std::runtime_error with a sentence when there is no such folder or it cannot be read.
std::vector<portion> portions_of(const std::string& folder);

/// What a fuzzer begins with: real values, from which it gets further in seconds than from nothing in hours.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace troupe::tests {

/// Writes each into a file of the folder that is the fuzzer's last argument. Is it none, a single input is looked at
/// again, and nothing is written.
inline void write_seeds(int count, char** arguments, const std::vector<std::string>& seeds) {
  const std::filesystem::path folder = arguments[count - 1];
  if (!std::filesystem::is_directory(folder))
    return;
  for (std::size_t i = 0; i < seeds.size(); ++i)
    std::ofstream(folder / ("seed_" + std::to_string(i)), std::ios::binary) << seeds[i];
}

} // namespace troupe::tests

#include "work.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t portion_bytes = 1 << 19;
constexpr std::size_t portion_files = 256;

struct found_file {
  std::string path;
  std::uintmax_t bytes;
};

std::vector<found_file> files_below(const fs::path& folder) {
  std::vector<found_file> found;
  std::error_code failure;
  fs::recursive_directory_iterator at{folder, fs::directory_options::skip_permission_denied, failure};
  for (; !failure && at != fs::recursive_directory_iterator{}; at.increment(failure)) {
    std::error_code unknown;
    if (at->symlink_status(unknown).type() == fs::file_type::regular)
      found.push_back({at->path().string(), at->file_size(unknown)});
  }
  if (failure)
    throw std::runtime_error("cannot list " + folder.string() + ": " + failure.message());
  std::ranges::sort(found, {}, &found_file::path);
  return found;
}

} // namespace

std::vector<portion> portions_of(const std::string& folder) {
  if (!fs::is_directory(folder))
    throw std::runtime_error("there is no folder " + folder);
  std::vector<portion> portions;
  std::uintmax_t room = 0;
  for (found_file& file : files_below(folder)) {
    if (portions.empty() || room < file.bytes || portions.back().paths.size() == portion_files) {
      portions.push_back({portions.size(), {}});
      room = portion_bytes;
    }
    portions.back().paths.push_back(std::move(file.path));
    room -= std::min(room, file.bytes);
  }
  return portions;
}

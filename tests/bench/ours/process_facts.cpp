#include "ours/process_facts.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>

#include <sys/stat.h>

namespace bench {
namespace {

std::string folder_of(pid_t process) { return "/proc/" + std::to_string(process); }

// The number behind `key` in a file of "key: number unit" lines.
double number_in(const std::string& path, const std::string& key) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key + ':'))
      return std::stod(line.substr(key.size() + 1));
  throw std::runtime_error("no " + key + " in " + path);
}

} // namespace

std::chrono::nanoseconds cpu_time_of(pid_t process) {
  std::chrono::nanoseconds sum{};
  for (const auto& thread : std::filesystem::directory_iterator(folder_of(process) + "/task")) {
    std::int64_t running = 0;
    std::ifstream(thread.path() / "schedstat") >> running;
    sum += std::chrono::nanoseconds{running};
  }
  return sum;
}

int threads_of(pid_t process) { return static_cast<int>(number_in(folder_of(process) + "/status", "Threads")); }

double private_megabytes_of(pid_t process) {
  const std::string path = folder_of(process) + "/smaps_rollup";
  return (number_in(path, "Private_Clean") + number_in(path, "Private_Dirty")) * 1024 / 1e6;
}

double shared_megabytes() {
  std::set<ino_t> seen;
  double bytes = 0;
  for (const auto& descriptor : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(descriptor.path(), gone);
    struct stat facts{};
    if (!target.starts_with("/memfd:") || ::stat(descriptor.path().c_str(), &facts) != 0)
      continue;
    if (seen.insert(facts.st_ino).second)
      bytes += static_cast<double>(facts.st_blocks) * 512;
  }
  return bytes / 1e6;
}

} // namespace bench

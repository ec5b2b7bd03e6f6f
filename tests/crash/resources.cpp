#include "resources.hpp"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

#include "os/process_facts.hpp"
#include "processes.hpp"
#include "support/run.hpp"

namespace troupe::tests {

namespace {

constexpr std::uint64_t allocator_slack = 2U << 20;

std::uint64_t descriptors_of(int pid) {
  std::error_code failed;
  std::uint64_t count = 0;
  for ([[maybe_unused]] const auto& each :
       std::filesystem::directory_iterator{"/proc/" + std::to_string(pid) + "/fd", failed})
    ++count;
  return count;
}

std::uint64_t allocated_in_shared_files() {
  std::uint64_t bytes = 0;
  for (const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    struct stat facts{};
    std::error_code failed;
    if (std::filesystem::read_symlink(each, failed).string().find("memfd:") != std::string::npos &&
        ::stat(each.path().c_str(), &facts) == 0)
      bytes += static_cast<std::uint64_t>(facts.st_blocks) * 512;
  }
  return bytes;
}

std::uint64_t private_bytes_of_this_process() {
  std::ifstream lines{"/proc/self/smaps_rollup"};
  std::uint64_t kilobytes = 0;
  for (std::string word; lines >> word;)
    if (word == "Private_Dirty:") {
      std::uint64_t number = 0;
      lines >> number;
      kilobytes += number;
    }
  return kilobytes * 1024;
}

} // namespace

resources resources_of_system() {
  resources now;
  for (const int pid : rooms::os::processes_with_environment(program_mark())) {
    ++now.processes;
    const std::string name = thread_name_of(pid);
    if (name == "troupe-guard" || name == "troupe-spawner")
      now.servants += descriptors_of(pid);
  }
  for (const int pid : rooms::os::descendants_of(rooms::os::own_pid()))
    now.zombies += rooms::os::process_state(pid) == 'Z' ? 1 : 0;
  now.descriptors = descriptors_of(rooms::os::own_pid());
  now.region_bytes = allocated_in_shared_files();
  now.private_bytes = private_bytes_of_this_process();
  return now;
}

bool resources::is_within(const resources& before) const {
  return processes <= before.processes && zombies <= before.zombies && descriptors <= before.descriptors &&
         servants <= before.servants && region_bytes <= before.region_bytes + allocator_slack &&
         private_bytes <= before.private_bytes + allocator_slack;
}

std::string resources::difference(const resources& before) const {
  const auto pair = [](const char* what, std::uint64_t then, std::uint64_t now) {
    return std::string{what} + ' ' + std::to_string(then) + " -> " + std::to_string(now) + "; ";
  };
  return pair("processes", before.processes, processes) + pair("zombies", before.zombies, zombies) +
         pair("descriptors", before.descriptors, descriptors) +
         pair("servants' descriptors", before.servants, servants) +
         pair("region bytes", before.region_bytes, region_bytes) +
         pair("private bytes", before.private_bytes, private_bytes);
}

} // namespace troupe::tests

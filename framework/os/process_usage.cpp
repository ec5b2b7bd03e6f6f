#include "os/process_usage.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#include "os/fault_point.hpp"

namespace troupe::rooms::os {

namespace {

// Its name is in brackets and may hold anything, brackets too: what follows the last one can be told apart by blanks.
std::istringstream behind_name(const std::string& stat) {
  const std::size_t end = stat.rfind(')');
  return std::istringstream{end == std::string::npos ? std::string{} : stat.substr(end + 1)};
}

std::chrono::nanoseconds from_ticks(std::uint64_t ticks) {
  const long a_second = ::sysconf(_SC_CLK_TCK);
  return std::chrono::nanoseconds{ticks * (1'000'000'000 / static_cast<std::uint64_t>(a_second > 0 ? a_second : 100))};
}

std::optional<std::size_t> count_entries(const std::string& folder) {
  std::error_code failed;
  std::size_t count = 0;
  for (std::filesystem::directory_iterator each{folder, failed}, end; !failed && each != end; each.increment(failed))
    ++count;
  return failed ? std::nullopt : std::optional{count};
}

} // namespace

std::chrono::nanoseconds thread_cpu_time() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

std::optional<process_usage> usage_of(int pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  std::string line;
  if (pass_fault_point("os.open") != 0 || !std::getline(std::ifstream{folder + "/stat"}, line))
    return std::nullopt;
  std::istringstream words = behind_name(line);
  constexpr int before_times = 11; // state, ppid, ... cmajflt
  std::string skipped;
  for (int i = 0; i < before_times; ++i)
    words >> skipped;
  std::uint64_t user = 0, kernel = 0, all = 0, resident = 0;
  if (!(words >> user >> kernel) || !(std::ifstream{folder + "/statm"} >> all >> resident))
    return std::nullopt;
  return process_usage{resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)), from_ticks(user + kernel),
                       count_entries(folder + "/fd")};
}

} // namespace troupe::rooms::os

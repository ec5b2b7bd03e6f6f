#include "os/process_usage.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "os/fault_point.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

namespace {

constexpr int before_times = 11; // state, ppid, ... cmajflt
constexpr int before_memory = 8; // cutime ... vsize

// Its name is in brackets and may hold anything, brackets too: what follows the last one can be told apart by blanks.
std::string_view behind_name(std::string_view stat) {
  const std::size_t end = stat.rfind(')');
  return end == std::string_view::npos ? std::string_view{} : stat.substr(end + 1);
}

std::string_view next_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

void skip_words(std::string_view& rest, int count) {
  for (; count > 0; --count)
    next_word(rest);
}

std::optional<std::uint64_t> next_number(std::string_view& rest) {
  const std::string_view word = next_word(rest);
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), number);
  return failed == std::errc{} && end == word.data() + word.size() && !word.empty() ? std::optional{number}
                                                                                    : std::nullopt;
}

/// Empty when it is gone.
std::string_view read_stat(const std::string& path, std::span<char> room) {
  if (pass_fault_point("os.open") != 0)
    return {};
  const fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  const ssize_t got = file ? ::read(file.get(), room.data(), room.size()) : 0;
  return {room.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
}

std::chrono::nanoseconds from_ticks(std::uint64_t ticks) {
  const long a_second = ::sysconf(_SC_CLK_TCK);
  return std::chrono::nanoseconds{ticks * (1'000'000'000 / static_cast<std::uint64_t>(a_second > 0 ? a_second : 100))};
}

// Kernels from 6.2 on say it as the size of the folder.
std::optional<std::size_t> count_descriptors(const std::string& folder) {
  struct stat facts{};
  if (::access(folder.c_str(), R_OK) == 0 && ::stat(folder.c_str(), &facts) == 0 && facts.st_size > 0)
    return static_cast<std::size_t>(facts.st_size);
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
  std::array<char, 4096> room;
  std::string_view rest = behind_name(read_stat(folder + "/stat", room));
  skip_words(rest, before_times);
  const auto user = next_number(rest), kernel = next_number(rest);
  skip_words(rest, before_memory);
  const auto resident = next_number(rest); // pages
  if (!user || !kernel || !resident)
    return std::nullopt;
  return process_usage{*resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)), from_ticks(*user + *kernel),
                       count_descriptors(folder + "/fd")};
}

} // namespace troupe::rooms::os

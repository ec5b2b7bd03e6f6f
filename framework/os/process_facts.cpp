#include "os/process_facts.hpp"

#include <algorithm>
#include <charconv>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <optional>
#include <sched.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

namespace {

std::optional<int> as_pid(std::string_view name) noexcept {
  int pid = 0;
  const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), pid);
  if (failed != std::errc{} || end != name.data() + name.size())
    return {};
  return pid;
}

struct close_directory {
  void operator()(DIR* which) const noexcept { ::closedir(which); }
};

std::vector<int> all_processes() {
  if (const int fault = pass_fault_point("os.open"))
    throw_errno("looking for processes in /proc", fault);
  const std::unique_ptr<DIR, close_directory> proc{::opendir("/proc")};
  if (!proc)
    throw_errno("looking for processes in /proc");
  std::vector<int> pids;
  while (const dirent* entry = ::readdir(proc.get()))
    if (const auto pid = as_pid(entry->d_name))
      pids.push_back(*pid);
  return pids;
}

// Empty when the process is gone or not ours to look at.
std::string read_all(int pid, const char* name) {
  if (pass_fault_point("os.open") != 0)
    return {};
  const fd file{::open(("/proc/" + std::to_string(pid) + '/' + name).c_str(), O_RDONLY | O_CLOEXEC)};
  std::string all;
  char part[4096];
  for (ssize_t got = 0; file && (got = ::read(file.get(), part, sizeof part)) > 0;)
    all.append(part, static_cast<std::size_t>(got));
  return all;
}

struct stat_line {
  char state = 0;
  int parent = 0;
};

// "4242 (name) S 1 ...": the name may hold spaces and parentheses, so it is the last ')' that counts.
stat_line read_stat(int pid) {
  const auto line = read_all(pid, "stat");
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 4 > line.size())
    return {};
  stat_line facts{line[name_end + 2], 0};
  std::from_chars(line.data() + name_end + 4, line.data() + line.size(), facts.parent);
  return facts;
}

} // namespace

int own_pid() noexcept { return ::getpid(); }
unsigned own_user() noexcept { return ::geteuid(); }

int own_tid() noexcept { return static_cast<int>(::syscall(SYS_gettid)); }

std::vector<int> children_of(int pid) {
  std::vector<int> found;
  for (const int candidate : all_processes())
    if (read_stat(candidate).parent == pid)
      found.push_back(candidate);
  return found;
}

std::vector<int> descendants_of(int pid) {
  auto found = children_of(pid);
  for (std::size_t next = 0; next < found.size(); ++next) {
    const auto below = children_of(found[next]);
    found.insert(found.end(), below.begin(), below.end());
  }
  return found;
}

bool has_environment(int pid, std::string_view entry) {
  const auto environment = read_all(pid, "environ");
  std::string_view rest = environment;
  while (!rest.empty()) {
    const auto end = rest.find('\0');
    if (rest.substr(0, end) == entry)
      return true;
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return false;
}

std::vector<int> processes_with_environment(std::string_view entry) {
  std::vector<int> found;
  for (const int candidate : all_processes())
    if (has_environment(candidate, entry))
      found.push_back(candidate);
  return found;
}

int process_group_of(int pid) noexcept { return ::getpgid(pid); }

char process_state(int pid) { return read_stat(pid).state; }

unsigned usable_cpus() noexcept {
  cpu_set_t usable;
  // More CPUs than a cpu_set_t holds: the kernel refuses, and all are assumed to be usable.
  if (::sched_getaffinity(0, sizeof usable, &usable) == 0)
    return static_cast<unsigned>(std::max(CPU_COUNT(&usable), 1));
  return std::max(std::thread::hardware_concurrency(), 1U);
}

std::uint64_t resident_memory() {
  std::uint64_t all = 0, resident = 0;
  std::ifstream{"/proc/self/statm"} >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t machine_memory() noexcept {
  const long pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : 0;
}

} // namespace troupe::rooms::os

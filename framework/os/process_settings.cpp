#include "os/process_settings.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

namespace {
constexpr int kept_at_most = 128 << 20;     // bytes at the end of a heap
constexpr int from_heap_at_most = 32 << 20; // bytes: the most that glibc takes for this
} // namespace

void set_thread_name(const char* name) noexcept { ::prctl(PR_SET_NAME, name); }

bool die_with_parent(int expected_parent) noexcept {
  // First the prctl, then the look: the other way round a parent that dies between is missed.
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == expected_parent;
}

void become_subreaper() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    throw_errno("becoming the reaper of orphaned descendants");
}

bool set_oom_score(int adjustment) noexcept {
  std::array<char, 16> digits; // not by printf: it touches six pages that a fresh worker needs for nothing else
  const char* const end = std::to_chars(digits.begin(), digits.end(), adjustment).ptr;
  const auto length = end - digits.begin();
  const fd file{::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)};
  return file && ::write(file.get(), digits.data(), static_cast<std::size_t>(length)) == length;
}

void keep_freed_memory() noexcept {
#ifdef __GLIBC__
  for (const char* const chosen : {"MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES"})
    if (std::getenv(chosen) != nullptr)
      return;
  ::mallopt(M_TRIM_THRESHOLD, kept_at_most);
  ::mallopt(M_MMAP_THRESHOLD, from_heap_at_most);
#endif
}

void give_back_freed_memory(std::size_t unless_below) noexcept {
#ifdef __GLIBC__
  if (::mallinfo2().fordblks >= unless_below)
    ::malloc_trim(unless_below);
#endif
}

void leave_process_group() noexcept { ::setpgid(0, 0); }

} // namespace troupe::rooms::os

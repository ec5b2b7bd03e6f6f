#include "os/process_settings.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

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

void leave_process_group() noexcept { ::setpgid(0, 0); }

} // namespace troupe::rooms::os

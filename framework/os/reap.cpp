#include "os/reap.hpp"

#include <cerrno>
#include <csignal>
#include <sys/wait.h>

namespace troupe::rooms::os {

namespace {

// __WALL: children of clone with another exit signal count too.
std::optional<ended_child> collect(idtype_t kind, id_t which, int flags) noexcept {
  siginfo_t facts{};
  int done = 0;
  do
    done = ::waitid(kind, which, &facts, WEXITED | WNOHANG | __WALL | flags);
  while (done != 0 && errno == EINTR);
  if (done != 0 || facts.si_pid == 0)
    return {};
  const auto kind_of_end = facts.si_code == CLD_EXITED ? ending_kind::exited : ending_kind::signalled;
  return ended_child{facts.si_pid, {kind_of_end, facts.si_status}};
}

} // namespace

std::optional<ending> reap_process(int pidfd_descriptor) noexcept {
  const auto child = collect(P_PIDFD, static_cast<id_t>(pidfd_descriptor), 0);
  return child ? std::optional{child->how} : std::nullopt;
}

std::optional<ended_child> reap_any_child() noexcept { return collect(P_ALL, 0, 0); }

std::optional<ended_child> peek_ended_child() noexcept { return collect(P_ALL, 0, WNOWAIT); }

void kill_child(int pid) noexcept { ::kill(pid, SIGKILL); }

void wait_and_reap(int pid) noexcept {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool has_children() noexcept {
  siginfo_t facts{};
  return ::waitid(P_ALL, 0, &facts, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 || errno != ECHILD;
}

} // namespace troupe::rooms::os

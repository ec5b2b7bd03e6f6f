#include "spawn/guard.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <stdio_ext.h>
#include <unistd.h>

#include "os/close_range.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/fork.hpp"
#include "os/pidfd.hpp"
#include "os/process_facts.hpp"
#include "os/process_settings.hpp"
#include "spawn/appearance.hpp"
#include "spawn/birthplace.hpp"
#include "spawn/children.hpp"
#include "spawn/fresh_image.hpp"

namespace troupe::rooms::spawn {

namespace {

// For a spawner that has seen the root end as well and is sweeping: as long as it lives, there are
// two of us to do it.
constexpr auto patience = std::chrono::milliseconds(300);

// Standard input is /dev/null; so is what the root had closed, or the next file would become it.
void fill_standard_descriptors() {
  ::close(STDIN_FILENO);
  int next = 0;
  do
    next = ::open("/dev/null", O_RDWR);
  while (next >= 0 && next <= STDERR_FILENO);
  ::close(next);
}

// Signals meant for the program must not end its guard. They stay blocked across the forks, so that
// one which is sent to a worker at its very birth waits until the worker is ready to die of it.
void block_all_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  for (int number = 1; number < NSIG; ++number)
    ::signal(number, SIG_DFL); // refused for SIGKILL, SIGSTOP and glibc's own
}

void settle(const guard_duty& what) {
  show_role("troupe-guard");
  block_all_signals();
  const int keep[] = {what.socket, what.root, what.region[0], what.region[1], what.region[2]};
  for (const int one : keep)
    set_close_on_exec(one, true);
  os::close_all_from(STDERR_FILENO + 1, keep);
  fill_standard_descriptors();
  __fpurge(stdout); // what static constructors wrote is the program's to say, not each worker's
  os::become_subreaper();
}

void drop_what_is_the_spawners(const guard_duty& what) {
  ::close(what.socket);
  for (const int one : what.region)
    ::close(one);
}

void wait_for_either(const os::pidfd& root, const os::pidfd& spawner) {
  pollfd both[] = {{root.descriptor(), POLLIN, 0}, {spawner.descriptor(), POLLIN, 0}};
  while (::poll(both, std::size(both), -1) < 0 && errno == EINTR) {
  }
}

int exit_code_for(const std::optional<ending>& spawner) {
  constexpr int signal_base = 128;
  if (!spawner)
    return signal_base;
  return spawner->kind == ending_kind::signalled ? signal_base + spawner->code : spawner->code;
}

[[noreturn]] void guard(const os::pidfd& root, const os::pidfd& spawner) {
  wait_for_either(root, spawner);
  os::pass_fault_point("spawn.guard.alarmed");
  if (!spawner.wait_ended(os::deadline_after(patience)))
    spawner.signal(SIGKILL);
  spawner.wait_ended(os::never);
  const int code = exit_code_for(spawner.reap());
  os::pass_fault_point("spawn.guard.before_sweep");
  end_all_children();
  os::pass_fault_point("spawn.guard.swept");
  ::_exit(code);
}

} // namespace

void be_guard(const guard_duty& what) {
  os::pass_fault_point("spawn.guard.started");
  settle(what);
  auto self = os::pidfd::open(os::own_pid());
  os::pass_fault_point("spawn.guard.before_fork");
  const int pid = os::fork_process();
  if (pid == 0)
    be_spawner(what, std::move(self));
  if (pid < 0)
    os::throw_errno("forking the spawner", -pid);
  os::pass_fault_point("spawn.guard.after_fork");
  drop_what_is_the_spawners(what);
  const auto spawner = os::pidfd::open(pid);
  guard(os::pidfd{os::fd{what.root}}, spawner);
}

} // namespace troupe::rooms::spawn

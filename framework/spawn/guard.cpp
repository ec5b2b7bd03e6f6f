#include "spawn/guard.hpp"

#include <csignal>
#include <cstdlib>

#include "os/close_range.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/fork.hpp"
#include "os/inherited.hpp"
#include "os/pidfd.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "os/process_settings.hpp"
#include "spawn/appearance.hpp"
#include "spawn/birthplace.hpp"
#include "spawn/children.hpp"

namespace troupe::rooms::spawn {

namespace {

// For a spawner that has seen the root end as well and is sweeping: as long as it lives, there are
// two of us to do it.
constexpr auto patience = std::chrono::milliseconds(300);

constexpr int first_after_standard = 3;

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
    os::set_close_on_exec(one, true);
  os::close_all_from(first_after_standard, keep);
  os::settle_standard_descriptors();
  os::forget_buffered_output();
  os::become_subreaper();
}

void drop_what_is_the_spawners(const guard_duty& what) {
  const int not_here[] = {what.socket, what.region[0], what.region[1], what.region[2]};
  for (const int one : not_here)
    const os::fd closed{one};
}

int exit_code_for(const std::optional<ending>& spawner) {
  constexpr int signal_base = 128;
  if (!spawner)
    return signal_base;
  return spawner->kind == ending_kind::signalled ? signal_base + spawner->code : spawner->code;
}

[[noreturn]] void guard(const os::pidfd& root, const os::pidfd& spawner) {
  const int either[] = {root.descriptor(), spawner.descriptor()};
  os::wait_any_readable(either, os::never);
  os::pass_fault_point("spawn.guard.alarmed");
  if (!spawner.wait_ended(os::deadline_after(patience)))
    spawner.signal(SIGKILL);
  spawner.wait_ended(os::never);
  const int code = exit_code_for(spawner.reap());
  os::pass_fault_point("spawn.guard.before_sweep");
  end_all_children();
  os::pass_fault_point("spawn.guard.swept");
  std::_Exit(code);
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

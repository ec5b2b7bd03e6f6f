#include "spawn/worker.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "os/close_range.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/inherited.hpp"
#include "os/process_facts.hpp"
#include "os/process_settings.hpp"
#include "os/signals.hpp"
#include "spawn/appearance.hpp"
#include "spawn/fresh_image.hpp"
#include "spawn/last_words.hpp"
#include "spawn/protocol.hpp"

namespace troupe::rooms::spawn {

namespace {

constexpr int first_after_standard = 3;
constexpr int exit_not_started = 127; // as a shell that finds no command

std::string role_of(const plan& what) {
  return what.name.empty() ? "worker " + std::to_string(what.number) : what.name;
}

void close_what_is_the_spawners(const cradle& place) {
  const int keep[] = {place.region[0], place.region[1], place.region[2],
                      place.plan_file ? place.plan_file.get() : place.region[0],
                      place.exec_report >= 0 ? place.exec_report : place.region[0]};
  os::close_all_from(first_after_standard, keep);
}

// The guard has given every signal its default action and blocked it; the terminal's Ctrl-C is the
// root's business alone.
void take_signals() {
  os::ignore_signal(SIGINT);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void live(const plan& what, entry_function entry, const std::array<int, 3>& region, int root_pid,
                       int exec_report = -1) {
  birth self{what.number, what.incarnation, what.name, region, what.arguments, root_pid, exec_report};
  run_to_its_end(entry, self, what.entry.label);
}

} // namespace

entry_function find_entry(const code_place& place) { return reinterpret_cast<entry_function>(find_code(place)); }

void be_born(cradle& place) {
  os::pass_fault_point("spawn.child.born");
  if (!os::die_with_parent(place.spawner_pid))
    std::_Exit(exit_not_started);
  os::leave_process_group();
  become({place.what.number, place.what.incarnation});
  show_role(role_of(place.what));
  close_what_is_the_spawners(place);
  os::set_oom_score(std::min(place.oom_score, 1000));
  take_signals();
  if (!place.gate.pass())
    std::_Exit(exit_not_started);
  os::pass_fault_point("spawn.child.before_entry");
  if (place.what.method == start_method::fork_server)
    live(place.what, place.entry, place.region, place.root_pid, place.exec_report);
  const worker_duty duty{place.plan_file.get(), place.region, place.root_pid, place.spawner_pid};
  const int failed = become_fresh_worker(duty, role_of(place.what));
  say_last_words({place.what.number, place.what.name, os::own_pid()},
                 "cannot start a fresh image: " + os::errno_text(failed));
  std::_Exit(exit_not_started);
}

void be_fresh_worker(const worker_duty& what) {
  for (const int one : what.region)
    os::set_close_on_exec(one, true);
  if (!os::die_with_parent(what.spawner_pid))
    std::_Exit(exit_not_started);
  const plan self = read_from_file(os::fd{what.plan});
  os::set_thread_name(role_of(self).c_str());
  os::pass_fault_point("spawn.child.fresh");
  live(self, find_entry(self.entry), what.region, what.root_pid);
}

} // namespace troupe::rooms::spawn

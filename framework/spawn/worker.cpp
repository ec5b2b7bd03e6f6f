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
#include "spawn/short_exit.hpp"

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

// What throws here would go on in the frames of the spawner, as a second one. So it ends the child instead, here and
// in all that comes before its entry.
birth make_birth(const plan& what, const std::array<int, 3>& region, int root_pid, int exec_report) noexcept {
  return {what.number, what.incarnation, what.name, region, what.arguments, root_pid, exec_report};
}

[[noreturn]] void live(const plan& what, entry_function entry, const std::array<int, 3>& region, int root_pid,
                       int exec_report = -1) {
  birth self = make_birth(what, region, root_pid, exec_report);
  shorten_exit();
  run_to_its_end(entry, self, what.entry.label);
}

void settle_in(const cradle& place) noexcept {
  if (const int failed = os::pass_fault_point("spawn.child.born"))
    os::throw_errno("settling in", failed);
  if (!os::die_with_parent(place.spawner_pid))
    std::_Exit(exit_not_started);
  os::leave_process_group();
  become({place.what.number, place.what.incarnation});
  show_role(role_of(place.what));
  close_what_is_the_spawners(place);
  os::set_oom_score(std::min(place.oom_score, 1000));
  take_signals();
}

[[noreturn]] void start_afresh(const cradle& place) noexcept {
  const worker_duty duty{place.plan_file.get(), place.region, place.root_pid, place.spawner_pid};
  const int failed = become_fresh_worker(duty, role_of(place.what));
  say_last_words({place.what.number, place.what.name, os::own_pid()},
                 "cannot start a fresh image: " + os::errno_text(failed));
  std::_Exit(exit_not_started);
}

} // namespace

entry_function find_entry(const code_place& place) { return reinterpret_cast<entry_function>(find_code(place)); }

void be_born(cradle& place) {
  settle_in(place);
  if (!place.gate.pass())
    std::_Exit(exit_not_started);
  os::pass_fault_point("spawn.child.before_entry");
  if (place.what.method == start_method::exec)
    start_afresh(place);
  live(place.what, place.entry, place.region, place.root_pid, place.exec_report);
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

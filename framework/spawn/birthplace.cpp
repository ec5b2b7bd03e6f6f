#include "spawn/birthplace.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/fork.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"
#include "os/process_settings.hpp"
#include "os/reap.hpp"
#include "spawn/children.hpp"
#include "spawn/preparation.hpp"
#include "spawn/short_exit.hpp"
#include "spawn/worker.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::spawn {

namespace {

constexpr int most_looks = 5;
constexpr auto time_to_become_a_program = std::chrono::milliseconds(20);
// A file system that does not answer holds up no other process for longer; the program counts as started then.
constexpr auto time_to_be_executed = std::chrono::seconds(1);

int own_oom_score() {
  int score = 0;
  std::ifstream{"/proc/self/oom_score_adj"} >> score;
  return score;
}

std::string sentence(const plan& what, const std::string& why) {
  return "worker " + std::to_string(what.number) + " '" + what.name + "' was not started: " + why;
}

// Waits until the child has become its program. Fails: no_resource, and the child leaves.
void see_program(os::exec_report& report) {
  if (const auto failure = report.wait(os::deadline_after(time_to_be_executed)))
    throw no_resource(failure->text, failure->number);
}

} // namespace

birthplace::birthplace(const guard_duty& what, os::pidfd&& guard)
  : root_socket_(os::fd{what.socket}), root_(os::fd{what.root}), guard_(std::move(guard)), region_(what.region),
    root_pid_(what.root_pid), oom_base_(own_oom_score()), out_(root_socket_) {
  const int all[] = {root_socket_.descriptor(), root_.descriptor(), guard_.descriptor(), ends_.descriptor()};
  for (const int one : all)
    ready_.watch(one);
}

void birthplace::serve() {
  const int self = os::own_pid();
  out_.put(write(hello{self, os::pidfd::open(self).release()}));
  while (!is_over_ && !root_.has_ended() && !guard_.has_ended()) {
    ready_.take_note();
    reap();
    out_.flush();
    hear();
    ready_.watch_room(root_socket_.descriptor(), !out_.is_empty());
    if (!is_over_)
      os::wait_readable(ready_.descriptor(), os::never);
  }
}

void birthplace::hear() {
  os::packet packet;
  const auto result = receive_next(root_socket_, packet);
  if (result == os::packet_result::would_wait)
    return;
  os::pass_fault_point("spawn.request.received");
  const to_spawner request = result == os::packet_result::closed ? stop{} : read_request(std::move(packet));
  if (const auto* what = std::get_if<plan>(&request))
    answer(*what);
  else if (const auto* which = std::get_if<drop>(&request))
    end_one(*which);
  else if (const auto* unread = std::get_if<not_spawned>(&request))
    out_.put(write(*unread));
  else
    is_over_ = true;
}

void birthplace::answer(const plan& what) {
  try {
    bear(what);
  } catch (const no_resource& why) {
    out_.put(write(not_spawned{what.number, what.incarnation, why.number(), sentence(what, why.what())}));
  } catch (const std::exception& why) {
    out_.put(write(not_spawned{what.number, what.incarnation, 0, sentence(what, why.what())}));
  }
}

void birthplace::bear(const plan& what) {
  cradle place{find_entry(what.entry),    what,  region_, root_pid_, os::own_pid(),
               oom_base_ + what.nice_oom, gate_, {},      -1};
  std::optional<os::exec_report> report;
  if (what.is_program)
    place.exec_report = report.emplace().child_end();
  if (what.method == start_method::exec)
    place.plan_file = write_to_file(what);
  if (const int failed = os::pass_fault_point("spawn.before_fork"))
    os::throw_errno("forking", failed);
  look_at_libraries();
  gate_.begin();
  const int pid = os::fork_process();
  if (pid == 0)
    be_born(place);
  if (pid < 0)
    os::throw_errno("forking", -pid);
  os::pass_fault_point("spawn.after_fork");
  try {
    keep(pid, what, report);
  } catch (...) { // a process that the root has been told not to have must not run
    undo(pid);
    throw;
  }
}

void birthplace::keep(int pid, const plan& what, std::optional<os::exec_report>& report) {
  auto process = hold(pid);
  if (report)
    see_program(*report);
  living_[pid] = {what.number, what.incarnation};
  if (const int failed = os::pass_fault_point("spawn.reply.before"))
    os::throw_errno("telling of a birth", failed);
  out_.put(write(spawned{what.number, what.incarnation, pid, process.release()}));
}

os::pidfd birthplace::hold(int pid) {
  try {
    auto process = os::pidfd::open(pid);
    gate_.decide(true);
    return process;
  } catch (const no_resource&) {
    gate_.decide(false);
    throw;
  }
}

void birthplace::undo(int pid) noexcept {
  os::kill_child(pid);
  os::wait_and_reap(pid);
  living_.erase(pid);
}

void birthplace::end_one(const drop& which) {
  for (const auto& [pid, key] : living_)
    if (key == worker_key{which.number, which.incarnation})
      os::kill_child(pid);
}

void birthplace::reap() {
  ends_.clear();
  std::vector<int> ended;
  while (const auto one = os::reap_any_child()) {
    report(one->pid, one->how);
    ended.push_back(one->pid);
  }
  if (!ended.empty())
    looks_left_ = most_looks;
  if (!ended.empty() || os::clock::now() >= next_look_)
    look_for_strays(ended);
}

void birthplace::report(int pid, const ending& how) {
  const auto which = living_.extract(pid);
  if (which.empty())
    return; // an orphan that was adopted
  os::pass_fault_point("spawn.reap.before_report");
  out_.put(write(gone{which.mapped().number, which.mapped().incarnation, how}));
}

// Without a descriptor or memory there is nothing to be seen. Later they are known by the worker in their environment.
void birthplace::look_for_strays(const std::vector<int>& ended) {
  try {
    end_strays(ended);
  } catch (const std::exception&) {
    looks_left_ = most_looks;
    look_again_soon();
  }
}

void birthplace::end_strays(const std::vector<int>& ended) {
  bool is_any_unknown = false;
  for (const int pid : own_children()) {
    const auto kin = living_.contains(pid) ? kinship::of_a_worker : look_at(pid, ended);
    if (kin == kinship::of_the_dead)
      os::kill_child(pid);
    is_any_unknown |= kin == kinship::unknown;
  }
  next_look_ = os::never;
  if (is_any_unknown)
    look_again_soon();
}

// What cannot be told whose it is lives on until the spawner ends.
birthplace::kinship birthplace::look_at(int orphan, const std::vector<int>& ended) const {
  if (std::ranges::find(ended, os::process_group_of(orphan)) != ended.end())
    return kinship::of_the_dead;
  const auto owner = worker_of(orphan);
  if (!owner)
    return kinship::unknown;
  const auto is_owner = [&](const auto& one) { return one.second == *owner; };
  return std::ranges::any_of(living_, is_owner) ? kinship::of_a_worker : kinship::of_the_dead;
}

// A process that is just becoming another program has no environment for a moment.
void birthplace::look_again_soon() {
  if (looks_left_ == 0)
    return;
  --looks_left_;
  next_look_ = os::deadline_after(time_to_become_a_program);
  ready_.set_alarm(time_to_become_a_program);
}

void be_spawner(const guard_duty& what, os::pidfd&& guard) {
  show_role("troupe-spawner");
  os::become_subreaper(); // the guard's being one is not inherited
  os::pass_fault_point("spawn.spawner.forked");
  prepare();
  // Never destroyed: a worker is a fork of this, and its descriptor numbers are others' by then.
  auto* const place = new birthplace{what, std::move(guard)};
  place->serve();
  os::pass_fault_point("spawn.end.heard");
  end_all_children();
  os::pass_fault_point("spawn.end.swept");
  std::_Exit(0);
}

} // namespace troupe::rooms::spawn

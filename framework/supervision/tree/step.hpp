/// One step of a decision while it is being made: the tree, the time, and what has come out so far.
///
/// Things are decided in two ways. What happens to one node (an end, a deadline, a request) changes that node and marks
/// others as to be stopped or started; who is marked is stopped and started where supervisors look at their children,
/// which they do after every change below them, until nothing changes any more.
#pragma once

#include "supervision/tree/decide.hpp"

namespace troupe::rooms::supervision {

struct step {
  tree& of;
  instant now;
  random_source& random;
  std::vector<tree_command>& out;

  [[nodiscard]] node& at(node_id who) const noexcept { return of.nodes[who]; }
  [[nodiscard]] life_of life(node_id who) const noexcept { return life_in(of, who); }
  template <class Command>
  void say(Command&& command) const {
    out.emplace_back(std::forward<Command>(command));
  }
};

/// `at` plus `by`, where either may be without end.
[[nodiscard]] constexpr instant later(instant at, duration by) noexcept { return by >= never - at ? never : at + by; }
[[nodiscard]] constexpr bool is_running(child_state supervisor) noexcept {
  return supervisor == child_state::starting || supervisor == child_state::ready;
}

// decide.cpp
/// The supervisor looks at its children again before the step is over.
void touch(step& now, node_id supervisor);
void set_deadline(step& now, node_id who, instant at);
void clear_deadline(node& of) noexcept;

// moving.cpp
void enter(step& now, node_id who, child_state state);
/// It waits for nothing but others.
void enter_blocked(step& now, node_id who);
/// Whether it is started again after an end that was asked for, by the same life of its supervisor.
[[nodiscard]] bool comes_back(const step& now, node_id who);
/// After an end that was asked for.
void come_to_rest(step& now, node_id who);

// starting.cpp
void start(step& now, node_id who);
[[nodiscard]] bool may_start(const step& now, const node& one);
void have_process(step& now, node_id who);
void become_ready(step& now, node_id who);
void start_took_too_long(step& now, node_id who);
void leave_hold(node& one);

// stopping.cpp
/// Its end is decided, for `why`: it is asked when its turn comes. What is not up is down at once.
void condemn(step& now, node_id who, end_cause why);
void condemn_children(step& now, node_id supervisor, end_cause why);
void ask_to_stop(step& now, node_id who);
void take_next_step(step& now, node_id who);
void extend(step& now, node_id who, duration by);
void kill_everything(step& now);
/// Whether it or something above is about to end.
[[nodiscard]] bool is_ending(const step& now, node_id who);

// failing.cpp
/// A process has ended.
void end_process(step& now, node_id who, end_cause cause, const ending& how);
/// A supervisor that was ending has nothing up any more.
void end_supervisor(step& now, node_id who);
/// A supervisor ends by itself.
void end_by_itself(step& now, node_id supervisor, const own_end& how);

// delay.cpp
/// It is ready no more. Ready for `backoff.reset` it has no restarts in a row behind it.
void end_readiness(const step& now, node& one);
/// Before the next restart in a row, and counts it.
[[nodiscard]] duration next_delay(step& now, node& one);

// supervising.cpp
void look_at(step& now, node_id supervisor);

// requests.cpp
void ask_start(step& now, node_id who);
void ask_stop(step& now, node_id who, std::optional<duration> drain = {});
void ask_restart(step& now, node_id who);
void ask_removal(step& now, node_id who);
void ask_end(step& now, int exit_code, bool at_once);
/// Forgets it, and what is below; it is down. Its number is vacant.
void remove(step& now, node_id who);

} // namespace troupe::rooms::supervision

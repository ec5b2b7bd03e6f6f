#include "supervision/tree/decide.hpp"

#include <algorithm>

#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr duration punctual = std::chrono::milliseconds(50); // later than this is a stall
constexpr duration heartbeat = std::chrono::seconds(1);      // so that a stall is seen while something is timed

// "Later" in a heap whose front fires first; the number makes equal times an order too.
bool fires_later(const timer& a, const timer& b) {
  return a.at != b.at ? a.at > b.at : a.who != b.who ? a.who > b.who : a.number > b.number;
}

bool is_outdated(const tree& of, const timer& which) { return of.nodes[which.who].deadline_number != which.number; }

void drop_first(tree& of) {
  std::ranges::pop_heap(of.timers, fires_later);
  of.timers.pop_back();
}

void forget_outdated(tree& of) {
  if (of.timers.size() > 2 * of.nodes.size() + 64) {
    std::erase_if(of.timers, [&](const timer& each) { return is_outdated(of, each); });
    std::ranges::make_heap(of.timers, fires_later);
  }
  while (!of.timers.empty() && is_outdated(of, of.timers.front()))
    drop_first(of);
}

bool is_timed(child_state state) {
  return state == child_state::starting || state == child_state::draining || state == child_state::stopping;
}

// Where the whole program stood still, nobody below could do what it is being waited for.
void excuse_lateness(step& now) {
  const instant promised = now.of.promised_look;
  if (promised == never || now.now <= promised + punctual)
    return;
  const duration late = now.now - promised;
  for (node_id who = 0; who < now.of.nodes.size(); ++who) {
    node& one = now.at(who);
    if (is_timed(one.state) && one.deadline != never) {
      one.phase_began += late;
      set_deadline(now, who, one.deadline + late);
    }
  }
}

void fire(step& now, node_id who) {
  node& one = now.at(who);
  clear_deadline(one);
  switch (one.state) {
  case child_state::starting: return start_took_too_long(now, who);
  case child_state::draining:
  case child_state::stopping: return take_next_step(now, who);
  case child_state::backoff:
  case child_state::held: return enter_blocked(now, who);
  case child_state::ready: return leave_hold(one);
  default: return;
  }
}

void fire_due(step& now) {
  forget_outdated(now.of);
  while (!now.of.timers.empty() && now.of.timers.front().at <= now.now) {
    const node_id who = now.of.timers.front().who;
    drop_first(now.of);
    fire(now, who);
    forget_outdated(now.of);
  }
}

void settle(step& now) {
  for (std::size_t i = 0; i < now.of.touched.size(); ++i) {
    const node_id who = now.of.touched[i];
    now.at(who).is_touched = false;
    look_at(now, who);
  }
  now.of.touched.clear();
}

bool is_present(const step& now, const life_of& life) {
  const node& one = now.at(life.who);
  return life_in(now.of, life.who) == life && is_up(one.state) && one.kind == node_kind::process;
}

struct take {
  step& now;

  void operator()(happened::begin) const {
    if (now.at(root_node).incarnation == 0)
      start(now, root_node);
  }
  void operator()(happened::time_passed) const { fire_due(now); }
  void operator()(const happened::started& event) const {
    if (is_present(now, event.life))
      have_process(now, event.life.who);
  }
  void operator()(const happened::ready& event) const {
    if (!is_present(now, event.life))
      return;
    const node& one = now.at(event.life.who);
    if (one.state == child_state::starting && one.process.ready != readiness::exit)
      become_ready(now, event.life.who);
  }
  void operator()(const happened::drained& event) const {
    if (is_present(now, event.life) && now.at(event.life.who).state == child_state::draining)
      take_next_step(now, event.life.who);
  }
  void operator()(const happened::ended& event) const {
    if (is_present(now, event.life))
      end_process(now, event.life.who, event.cause, event.how);
  }
  void operator()(const happened::extend& event) const {
    if (is_present(now, event.life))
      extend(now, event.life.who, event.by);
  }
  void operator()(const happened::start_asked& event) const { ask_start(now, event.who); }
  void operator()(const happened::stop_asked& event) const { ask_stop(now, event.who, event.drain); }
  void operator()(const happened::restart_asked& event) const { ask_restart(now, event.who); }
  void operator()(const happened::removal_asked& event) const { ask_removal(now, event.who); }
  void operator()(const happened::end_asked& event) const { ask_end(now, event.exit_code, event.at_once); }
};

} // namespace

void decide(tree& of, const tree_event& event, instant now, random_source& random, std::vector<tree_command>& out) {
  if (of.is_over)
    return;
  step one{of, now, random, out};
  excuse_lateness(one);
  std::visit(take{one}, event);
  settle(one);
  forget_outdated(of);
  of.promised_look = of.timers.empty() ? never : of.timers.front().at;
  if (of.timed != 0)
    of.promised_look = std::min(of.promised_look, now + heartbeat);
}

instant next_look(const tree& of) noexcept { return of.promised_look; }

void touch(step& now, node_id supervisor) {
  if (supervisor == no_node || now.at(supervisor).is_touched)
    return;
  now.at(supervisor).is_touched = true;
  now.of.touched.push_back(supervisor);
}

void set_deadline(step& now, node_id who, instant at) {
  node& one = now.at(who);
  clear_deadline(one);
  if (at == never)
    return;
  one.deadline = at;
  now.of.timers.push_back({at, who, one.deadline_number});
  std::ranges::push_heap(now.of.timers, fires_later);
}

void clear_deadline(node& of) noexcept {
  of.deadline = never;
  ++of.deadline_number;
}

} // namespace troupe::rooms::supervision

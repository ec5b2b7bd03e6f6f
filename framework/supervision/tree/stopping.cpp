#include <algorithm>

#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr duration patience_with_exit = std::chrono::seconds(5); // between exit message and signal, at most

instant kill_time(const node& one) { return later(one.phase_began, one.grace); }

void ask_exit(step& now, node_id who) {
  node& one = now.at(who);
  enter(now, who, child_state::stopping);
  one.step = node::stop_step::exit;
  now.say(order::ask_exit{now.life(who)});
  const instant end = kill_time(one);
  const duration patience = end == never ? patience_with_exit : std::min(patience_with_exit, (end - now.now) / 2);
  set_deadline(now, who, now.now + patience);
}

void send_signal(step& now, node_id who) {
  node& one = now.at(who);
  if (one.state != child_state::stopping)
    enter(now, who, child_state::stopping);
  one.step = node::stop_step::signal;
  now.say(order::signal{now.life(who), one.process.stop_signal.number()});
  set_deadline(now, who, kill_time(one));
}

void kill(step& now, node_id who) {
  node& one = now.at(who);
  if (one.state != child_state::stopping)
    enter(now, who, child_state::stopping);
  one.step = node::stop_step::kill;
  clear_deadline(one);
  now.say(order::kill{now.life(who)});
}

void drain(step& now, node_id who) {
  node& one = now.at(who);
  enter(now, who, child_state::draining);
  one.step = node::stop_step::drain;
  now.say(order::drain{now.life(who)});
  set_deadline(now, who, later(now.now, std::min(one.drain, one.grace)));
}

// Whoever is given another time to drain has as long as before for what comes after it.
void settle_patience(node& one) {
  one.drain = one.process.drain;
  one.grace = one.process.grace;
  if (!one.drain_asked || !one.process.is_actor)
    return;
  const duration rest = one.grace - std::min(one.drain, one.grace);
  one.drain = *one.drain_asked;
  if (one.grace != infinity)
    one.grace = later(one.drain, rest);
}

void ask_process_to_stop(step& now, node_id who) {
  node& one = now.at(who);
  const bool was_ready = one.state == child_state::ready;
  one.phase_began = now.now;
  one.extended = {};
  settle_patience(one);
  if (one.grace <= duration::zero())
    return kill(now, who);
  if (!one.process.is_actor)
    return send_signal(now, who);
  if (was_ready && one.drain > duration::zero())
    return drain(now, who);
  ask_exit(now, who);
}

} // namespace

void condemn(step& now, node_id who, end_cause why) {
  node& one = now.at(who);
  if (!is_up(one.state)) {
    one.group = 0;
    clear_deadline(one);
    if (one.state == child_state::blocked || one.state == child_state::backoff || one.state == child_state::held)
      enter(now, who, child_state::stopped);
    return;
  }
  if (one.must_stop)
    return;
  one.must_stop = true;
  if (is_running(one.state))
    one.why = why;
  touch(now, one.parent);
  if (who == root_node && is_running(one.state))
    ask_to_stop(now, who);
}

void condemn_children(step& now, node_id supervisor, end_cause why) {
  for (const node_id each : now.at(supervisor).children)
    condemn(now, each, why);
}

void ask_to_stop(step& now, node_id who) {
  if (now.at(who).kind == node_kind::process)
    return ask_process_to_stop(now, who);
  clear_deadline(now.at(who));
  enter(now, who, child_state::stopping);
  condemn_children(now, who, now.at(who).why);
}

void take_next_step(step& now, node_id who) {
  switch (now.at(who).step) {
  case node::stop_step::drain: return ask_exit(now, who);
  case node::stop_step::exit: return send_signal(now, who);
  case node::stop_step::signal:
  case node::stop_step::kill: return kill(now, who);
  }
}

void extend(step& now, node_id who, duration by) {
  node& one = now.at(who);
  if (one.deadline == never || one.state == child_state::ready)
    return;
  const duration more = std::clamp(by, duration::zero(), one.process.max_extend - one.extended);
  one.extended += more;
  one.phase_began += more;
  set_deadline(now, who, later(one.deadline, more));
}

void kill_everything(step& now) {
  for (node_id who = 0; who < now.of.nodes.size(); ++who) {
    node& one = now.at(who);
    const bool is_killed = one.state == child_state::stopping && one.step == node::stop_step::kill;
    if (one.kind != node_kind::process || !is_up(one.state) || is_killed)
      continue;
    condemn(now, who, end_cause::stopped);
    kill(now, who);
  }
}

bool is_ending(const step& now, node_id who) {
  for (; who != no_node; who = now.at(who).parent)
    if (now.at(who).must_stop || !is_running(now.at(who).state))
      return true;
  return false;
}

} // namespace troupe::rooms::supervision

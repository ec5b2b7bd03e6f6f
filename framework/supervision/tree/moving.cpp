#include <algorithm>

#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

namespace {

// A supervisor's clock for the failures of all its children: it stands still while one of them waits for its restart.
void keep_undisturbed(step& now, node& supervisor) {
  if (is_running(supervisor.state) && supervisor.backing_off == 0)
    supervisor.undisturbed.run(now.now);
  else
    supervisor.undisturbed.halt(now.now);
}

std::size_t one_if(bool yes) { return yes ? 1 : 0; }

void count(step& now, node& one, child_state before) {
  const bool is_process = one.kind == node_kind::process;
  const auto is_timed = [&](child_state state) { return is_process && is_up(state) && state != child_state::ready; };
  now.of.timed += one_if(is_timed(one.state)) - one_if(is_timed(before));
  if (one.parent == no_node)
    return;
  node& above = now.at(one.parent);
  const auto is_starting = [&](child_state state) { return is_process && state == child_state::starting; };
  above.starting += one_if(is_starting(one.state)) - one_if(is_starting(before));
  above.backing_off += one_if(one.state == child_state::backoff) - one_if(before == child_state::backoff);
  keep_undisturbed(now, above);
}

void keep_up_list(step& now, node_id who, bool was_up) {
  const node& one = now.at(who);
  if (one.parent == no_node || was_up == is_up(one.state))
    return;
  std::vector<node_id>& started = now.at(one.parent).started;
  if (was_up)
    std::erase(started, who);
  else
    started.push_back(who);
}

// What waits until all below an ancestor is done learns it from the last of them.
void tell_who_waits(step& now, const node& one) {
  for (const node* each = &one;; each = &now.at(each->parent)) {
    for (const node_id waiter : each->waiters)
      touch(now, now.at(waiter).parent);
    if (one.state != child_state::done || each->parent == no_node)
      return;
  }
}

} // namespace

void enter(step& now, node_id who, child_state state) {
  node& one = now.at(who);
  const child_state before = one.state;
  one.state = state;
  if (before == child_state::ready)
    end_readiness(now, one);
  if (is_running(state))
    one.active.run(now.now);
  else
    one.active.halt(now.now);
  count(now, one, before);
  keep_up_list(now, who, is_up(before));
  if (one.kind != node_kind::process) {
    keep_undisturbed(now, one);
    touch(now, who);
  }
  now.say(told::state{now.life(who), state});
  touch(now, one.parent);
  tell_who_waits(now, one);
}

void enter_blocked(step& now, node_id who) {
  enter(now, who, child_state::blocked);
  if (who == root_node)
    start(now, who);
}

bool comes_back(const step& now, node_id who) {
  const node& one = now.at(who);
  return one.is_wanted && !one.is_leaving && !is_ending(now, one.parent);
}

void come_to_rest(step& now, node_id who) {
  node& one = now.at(who);
  one.must_stop = false;
  if (one.is_leaving)
    return remove(now, who);
  if (comes_back(now, who))
    return enter_blocked(now, who);
  one.group = 0;
  // A root that was left down has failed, and stays so; one that was held is down already.
  if (one.state != child_state::failed && one.state != child_state::stopped)
    enter(now, who, child_state::stopped);
  if (who == root_node) {
    now.of.is_over = true;
    now.say(told::over{now.of.exit_code});
  }
}

} // namespace troupe::rooms::supervision

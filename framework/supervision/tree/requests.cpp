/// What somebody asks for from outside. None of it counts as a failure.
#include <algorithm>

#include "supervision/tree/relations.hpp"
#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

namespace {

bool can_be_wanted(const step& now, node_id who) {
  return !now.of.is_to_end && !now.at(who).is_leaving && !is_ending(now, now.at(who).parent);
}

// Whoever asks knows better than the counters.
void forgive(node& one) {
  one.in_a_row = 0;
  one.failures.clear();
  one.is_probe = false;
}

void give_to_drain(step& now, node_id who, duration how_long) {
  now.at(who).drain_asked = how_long;
  for (const node_id each : now.at(who).children)
    give_to_drain(now, each, how_long);
}

// They wait for less than before.
void look_at_waiters(step& now, node_id who) {
  for (; who != no_node; who = now.at(who).parent)
    for (const node_id each : now.at(who).waiters)
      touch(now, now.at(each).parent);
}

} // namespace

void ask_start(step& now, node_id who) {
  node& one = now.at(who);
  if (!can_be_wanted(now, who))
    return;
  one.is_wanted = true;
  if (is_up(one.state))
    return;
  forgive(one);
  one.group = 0;
  clear_deadline(one);
  if (one.state == child_state::blocked)
    touch(now, one.parent); // it may have waited for others of its set alone
  else
    enter_blocked(now, who);
}

void ask_stop(step& now, node_id who, std::optional<duration> drain) {
  if (drain)
    give_to_drain(now, who, *drain);
  if (who == root_node)
    return ask_end(now, 0, false);
  now.at(who).is_wanted = false;
  condemn(now, who, end_cause::stopped);
}

void ask_restart(step& now, node_id who) {
  node& one = now.at(who);
  if (!is_up(one.state))
    return ask_start(now, who);
  if (!can_be_wanted(now, who))
    return;
  one.is_wanted = true;
  condemn(now, who, end_cause::stopped);
}

void ask_removal(step& now, node_id who) {
  node& one = now.at(who);
  if (who == root_node || one.is_leaving)
    return;
  one.is_leaving = true;
  ask_stop(now, who);
  if (!is_up(one.state))
    remove(now, who);
}

void ask_end(step& now, int exit_code, bool at_once) {
  node& root = now.at(root_node);
  now.of.is_to_end = true;
  now.of.exit_code = exit_code;
  root.is_wanted = false;
  condemn(now, root_node, end_cause::stopped);
  if (at_once)
    kill_everything(now);
  if (!is_up(root.state))
    come_to_rest(now, root_node);
}

void remove(step& now, node_id who) {
  const std::vector<node_id> below = now.at(who).children;
  for (const node_id each : below)
    remove(now, each);
  node& one = now.at(who);
  one.is_leaving = one.is_removed = true;
  clear_deadline(one);
  if (one.state != child_state::stopped)
    enter(now, who, child_state::stopped);
  look_at_waiters(now, who);
  disconnect_all(now.of, who);
  std::erase(now.at(one.parent).children, who);
  touch(now, one.parent);
  now.say(told::removed{who});
  now.of.vacant.push_back(who);
}

} // namespace troupe::rooms::supervision

#include <algorithm>

#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

namespace {

bool is_done(const step& now, const node& one) {
  if (one.kind == node_kind::process)
    return one.state == child_state::done;
  return !one.children.empty() &&
         std::ranges::all_of(one.children, [&](node_id each) { return is_done(now, now.at(each)); });
}

bool has_reached(const step& now, const wait_for& what) {
  const node& one = now.at(what.who);
  const bool is_ready = one.state == child_state::ready || one.state == child_state::done;
  switch (what.until) {
  case milestone::started: return is_ready || (one.state == child_state::starting && one.has_process);
  case milestone::ready: return is_ready;
  case milestone::done: return is_done(now, one);
  }
  return false;
}

// A supervisor begins anew: what its children were before is forgotten, but for their incarnations.
void begin_child(step& now, node_id who) {
  node& one = now.at(who);
  one.in_a_row = 0;
  one.failures.clear();
  one.is_probe = false;
  one.group = 0;
  one.is_wanted = one.with.autostart;
  enter(now, who, one.is_wanted ? child_state::blocked : child_state::disabled);
}

void begin_children(step& now, node_id supervisor) {
  const std::vector<node_id> all = now.at(supervisor).children; // a removal changes the list
  now.at(supervisor).all_failures.clear();
  for (const node_id each : all) {
    const node& one = now.at(each);
    if (one.is_added && !one.with.durable && one.incarnation != 0)
      remove(now, each);
    else
      begin_child(now, each);
  }
}

} // namespace

bool may_start(const step& now, const node& one) {
  const bool has_turn =
    one.kind != node_kind::process || now.at(one.parent).starting < now.at(one.parent).supervisor.start_parallel;
  return one.group == 0 && has_turn &&
         std::ranges::all_of(one.waits, [&](const wait_for& each) { return has_reached(now, each); });
}

void start(step& now, node_id who) {
  node& one = now.at(who);
  ++one.incarnation;
  one.is_wanted = true;
  one.has_process = false;
  one.phase_began = now.now;
  one.extended = {};
  one.drain_asked.reset();
  if (one.is_probe)
    one.last_probe = now.now;
  enter(now, who, child_state::starting);
  set_deadline(now, who, later(now.now, one.with.start_timeout));
  if (one.kind == node_kind::process)
    now.say(order::start{now.life(who)});
  else
    begin_children(now, who);
}

void have_process(step& now, node_id who) {
  node& one = now.at(who);
  if (one.state != child_state::starting)
    return;
  one.has_process = true;
  if (one.process.ready == readiness::exec)
    return become_ready(now, who);
  for (const node_id waiter : one.waiters)
    touch(now, now.at(waiter).parent);
}

void become_ready(step& now, node_id who) {
  node& one = now.at(who);
  clear_deadline(one);
  one.has_process = true;
  one.ready_since = now.now;
  enter(now, who, child_state::ready);
  if (one.is_probe)
    set_deadline(now, who, later(now.now, one.with.backoff.reset));
}

void start_took_too_long(step& now, node_id who) {
  node& one = now.at(who);
  if (one.kind != node_kind::process)
    return end_by_itself(now, who, {own_end::kind::fail, end_cause::start_timeout, {}});
  if (!one.must_stop)
    one.why = end_cause::start_timeout;
  ask_to_stop(now, who);
}

void leave_hold(node& one) {
  one.is_probe = false;
  one.in_a_row = 0;
  one.failures.clear();
}

} // namespace troupe::rooms::supervision

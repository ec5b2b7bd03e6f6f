/// What follows from an end.
#include <algorithm>
#include <csignal>

#include "supervision/tree/restart_set.hpp"
#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr int gave_up = 70;

/// A life that is over.
struct end {
  end_cause cause = end_cause::exit;
  ending how;
  bool is_success = false;
};

bool is_in(const code_list& codes, const ending& how, signal_number stop_signal) {
  return std::ranges::any_of(codes, [&](const end_code& each) {
    return how.kind == ending_kind::signalled ? each.is_signal(how.code, stop_signal)
                                              : how.kind == ending_kind::exited && each.is_exit_code(how.code);
  });
}

bool is_by_itself(end_cause cause) { return cause == end_cause::exit || cause == end_cause::signal; }

// What a process has done by itself; nothing of that is asked where it was told to end.
end judge(const node& one, end_cause cause, const ending& how) {
  if (!is_by_itself(cause))
    return {cause, how, false};
  if (is_in(one.process.fatal, how, one.process.stop_signal))
    return {end_cause::fatal_code, how, false};
  return {cause, how, is_in(one.process.success, how, one.process.stop_signal)};
}

int exit_code_of_tree(const ending& how) {
  switch (how.kind) {
  case ending_kind::exited:
  case ending_kind::stopped: return how.code;
  case ending_kind::signalled: return 128 + how.code;
  case ending_kind::spawner_gone: return 128 + SIGKILL;
  case ending_kind::never_started: return 127;
  case ending_kind::running: return gave_up;
  }
  return gave_up;
}

void tell(step& now, node_id who, const end& what, then next, duration delay = {}) {
  now.say(told::end{now.life(who), what.cause, what.how, next, delay});
}

// Who has not ended for good may come back; who was never started has not ended.
bool has_ended_for_good(child_state state) {
  return state == child_state::done || state == child_state::failed || state == child_state::stopped ||
         state == child_state::disabled;
}

bool shuts_down_with(const step& now, const node& supervisor) {
  if (supervisor.supervisor.auto_shutdown != auto_shutdown_rule::all)
    return supervisor.supervisor.auto_shutdown == auto_shutdown_rule::any;
  return std::ranges::all_of(supervisor.children, [&](node_id each) {
    const node& one = now.at(each);
    return !one.with.significant || has_ended_for_good(one.state);
  });
}

void finish(step& now, node_id who, const end& what) {
  node& one = now.at(who);
  one.is_wanted = false;
  one.group = 0;
  clear_deadline(one);
  enter(now, who, what.is_success ? child_state::done : child_state::failed);
  const node_id above = one.parent;
  if (one.with.significant && !is_ending(now, above) && shuts_down_with(now, now.at(above)))
    end_by_itself(now, above, {own_end::kind::finish, what.cause, what.how});
  if (one.is_added && one.with.restart == restart_kind::temporary)
    remove(now, who);
}

void end_tree(step& now, const end& what) {
  tell(now, root_node, what, then::nothing);
  enter(now, root_node, what.is_success ? child_state::done : child_state::failed);
  now.of.is_over = true;
  now.say(told::over{what.is_success ? exit_code_of_tree(what.how) : gave_up});
}

void hold(step& now, node_id who, instant until) {
  node& one = now.at(who);
  one.is_probe = true;
  enter(now, who, child_state::held);
  set_deadline(now, who, until);
}

// Each child may look back another length of time at the failures of all.
duration longest_look_back(const step& now, const node& supervisor) {
  duration longest{};
  for (const node_id each : supervisor.children)
    if (const restart_limit& limit = now.at(each).with.limit; limit.scope == limit_scope::supervisor)
      longest = std::max(longest, limit.within);
  return longest;
}

bool trips_limit(step& now, node& one) {
  const restart_limit& limit = one.with.limit;
  if (limit.scope == limit_scope::child)
    return one.failures.note(one.active.read(now.now), limit.restarts, limit.within);
  node& above = now.at(one.parent);
  return above.all_failures.note(above.undisturbed.read(now.now), limit.restarts, limit.within,
                                 longest_look_back(now, above));
}

void act_on_limit(step& now, node_id who, const end& what) {
  node& one = now.at(who);
  switch (one.with.on_limit) {
  case limit_action::escalate:
    tell(now, who, what, then::escalate);
    one.is_wanted = false;
    enter(now, who, child_state::failed);
    return end_by_itself(now, one.parent, {own_end::kind::fail, what.cause, what.how});
  case limit_action::hold:
    tell(now, who, what, then::hold, one.with.hold_retry);
    one.last_probe = now.now;
    return hold(now, who, later(now.now, one.with.hold_retry));
  case limit_action::stop: tell(now, who, what, then::nothing); return finish(now, who, {what.cause, what.how, false});
  }
}

own_end::kind over_budget(limit_action action) {
  switch (action) {
  case limit_action::escalate: return own_end::kind::fail;
  case limit_action::hold: return own_end::kind::hold;
  case limit_action::stop: return own_end::kind::stay_down;
  }
  return own_end::kind::fail;
}

// The innermost supervisor whose budget one more restart exceeds; those further out are not charged then.
node_id charge_budgets(step& now, node_id supervisor) {
  for (; supervisor != no_node; supervisor = now.at(supervisor).parent) {
    node& one = now.at(supervisor);
    const auto& budget = one.supervisor.budget;
    if (budget && one.restarts_below.note(now.now, budget->restarts, budget->within)) {
      one.restarts_below.clear();
      return supervisor;
    }
  }
  return no_node;
}

void come_back(step& now, node_id who, const end& what) {
  node& one = now.at(who);
  const duration delay = next_delay(now, one);
  tell(now, who, what, then::restart, delay);
  one.is_wanted = true;
  if (delay == duration::zero()) {
    enter(now, who, child_state::blocked);
  } else {
    enter(now, who, child_state::backoff);
    set_deadline(now, who, later(now.now, delay));
  }
  restart_with_others(now, who);
}

void fail(step& now, node_id who, const end& what) {
  node& one = now.at(who);
  if (one.is_probe) {
    const instant next = std::max(now.now, later(one.last_probe, one.with.hold_retry));
    tell(now, who, what, then::hold, next - now.now);
    return hold(now, who, next);
  }
  if (what.cause == end_cause::supervisor_gone) // nobody's fault here: delayed, not counted
    return come_back(now, who, what);
  if (trips_limit(now, one))
    return act_on_limit(now, who, what);
  const node_id exhausted = charge_budgets(now, one.parent);
  if (exhausted == no_node)
    return come_back(now, who, what);
  tell(now, who, what, then::escalate);
  enter(now, who, child_state::stopped);
  end_by_itself(now, exhausted, {over_budget(now.at(exhausted).supervisor.on_limit), what.cause, what.how});
}

void decide_end(step& now, node_id who, const end& what) {
  const node& one = now.at(who);
  if (who == root_node)
    return end_tree(now, what);
  const bool is_final = what.cause == end_cause::fatal_code || one.with.restart == restart_kind::temporary ||
                        (one.with.restart == restart_kind::transient && what.is_success);
  if (is_final) {
    tell(now, who, what, then::nothing);
    return finish(now, who, what);
  }
  if (!is_ending(now, one.parent))
    return fail(now, who, what);
  tell(now, who, what, then::nothing);
  enter(now, who, child_state::stopped);
}

// As after an end of its own.
bool is_forgotten(const node& one) {
  return one.is_added && one.with.restart == restart_kind::temporary && one.why == end_cause::sibling && !one.is_wanted;
}

void end_as_asked(step& now, node_id who, const end& what) {
  tell(now, who, what, comes_back(now, who) ? then::with_others : then::nothing);
  now.at(who).is_leaving |= is_forgotten(now.at(who));
  come_to_rest(now, who);
}

void leave_life(node& one) {
  one.has_process = false;
  clear_deadline(one);
}

} // namespace

void end_process(step& now, node_id who, end_cause cause, const ending& how) {
  node& one = now.at(who);
  const bool was_asked = !is_running(one.state);
  leave_life(one);
  const end what = was_asked ? end{one.why, how, false} : judge(one, cause, how);
  if (one.must_stop)
    end_as_asked(now, who, what);
  else
    decide_end(now, who, what);
}

void end_by_itself(step& now, node_id supervisor, const own_end& how) {
  node& one = now.at(supervisor);
  if (!is_running(one.state) || one.ending_by_itself)
    return;
  one.ending_by_itself = how;
  clear_deadline(one);
  enter(now, supervisor, child_state::stopping);
  const bool is_finishing = how.what == own_end::kind::finish;
  condemn_children(now, supervisor, is_finishing ? end_cause::sibling : end_cause::supervisor_gone);
}

void end_supervisor(step& now, node_id who) {
  node& one = now.at(who);
  leave_life(one);
  const std::optional<own_end> own = std::exchange(one.ending_by_itself, {});
  if (!own || one.must_stop)
    return end_as_asked(now, who,
                        own ? end{own->cause, own->how, false} : end{one.why, {ending_kind::stopped, 0}, false});
  const end what{own->cause, own->how, own->what == own_end::kind::finish};
  switch (own->what) {
  case own_end::kind::fail:
  case own_end::kind::finish: return decide_end(now, who, what);
  case own_end::kind::hold:
    tell(now, who, what, then::hold, one.with.hold_retry);
    one.last_probe = now.now;
    return hold(now, who, later(now.now, one.with.hold_retry));
  case own_end::kind::stay_down:
    tell(now, who, what, then::nothing);
    if (who == root_node)
      return enter(now, who, child_state::failed);
    return finish(now, who, what);
  }
}

} // namespace troupe::rooms::supervision

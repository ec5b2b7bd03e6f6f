/// What supervision means, written once more and as plainly as possible: processes start, get ready and end in no time,
/// so there is nothing in between. Compared with the real decision over random trees and failures.
#pragma once

#include <algorithm>
#include <cmath>

#include "supervision/tree/tree.hpp"

namespace troupe::rooms::supervision {

struct reference_model {
  struct item {
    child_state state = child_state::stopped;
    unsigned life = 0, row = 0;
    bool probe = false;
    instant due{}, tried{}, ready = never;
    duration active{};
    std::vector<duration> failures = {};
    int group = 0;
  };
  using enum child_state;

  std::vector<item> all;
  std::vector<node> at;                                 // their descriptions, never their states
  std::vector<std::pair<node_id, end_cause>> ends = {}; // of every life
  instant now{};
  int exit_code = -1, groups = 0;

  bool is(node_id i, std::initializer_list<child_state> some) const {
    return std::ranges::count(some, all[i].state) != 0;
  }
  bool up(node_id i) const { return is(i, {starting, ready}); }
  bool settled(node_id i) const { return all[i].probe || !is(i, {blocked, backoff, starting}); }
  bool over(node_id i) const { return is(i, {done, failed, stopped, disabled}); }
  bool below(node_id i, node_id top) const { return i == top || (i != 0 && below(at[i].parent, top)); }
  const std::vector<node_id>& siblings(node_id i) const { return at[at[i].parent].children; }

  void pass_until(instant then) {
    const auto due = [](const item& one) {
      const bool is_timed = one.state == backoff || one.state == held || (one.probe && one.state == ready);
      return is_timed ? one.due : never;
    };
    for (instant next{}; next != then;) {
      item& first = *std::ranges::min_element(all, {}, due);
      next = std::min(due(first), then);
      for (node_id i = 0; i < all.size(); ++i)
        all[i].active += up(i) ? next - now : duration{};
      now = next;
      if (due(first) <= now)
        first = first.state == ready ? forgiven(first, ready) : (first.state = blocked, first);
      settle();
    }
  }
  static item forgiven(item one, child_state state) {
    one.state = state, one.row = 0, one.probe = false, one.group = 0, one.failures.clear();
    return one;
  }
  void settle() {
    for (bool changed = true; std::exchange(changed, false);)
      for (node_id i = 0; i < all.size(); ++i) {
        if (is(i, {blocked}) && (i == 0 || may_start(i)))
          start(i), changed = true;
        if (is(i, {starting}) && std::ranges::all_of(at[i].children, [&](node_id each) { return settled(each); }))
          become_ready(i), changed = true;
      }
  }
  bool may_start(node_id i) const {
    for (const node_id each : siblings(i)) {
      const bool in_front = at[at[i].parent].supervisor.start == start_order::sequence && each < i;
      if ((all[i].group != 0 && all[each].group == all[i].group && is(each, {backoff})) || (in_front && !settled(each)))
        return false;
    }
    return up(at[i].parent) &&
           std::ranges::all_of(at[i].waits, [&](const wait_for& each) { return is(each.who, {ready, done}); });
  }
  void start(node_id i) {
    if (i != 0 && all[i].group != 0)
      for (const node_id each : siblings(i))
        all[each].group = each != i && all[each].group == all[i].group ? 0 : all[each].group;
    all[i].group = 0, all[i].life += 1, all[i].tried = all[i].probe ? now : all[i].tried, all[i].state = starting;
    for (const node_id each : at[i].children)
      all[each] = forgiven(all[each], at[each].with.autostart ? blocked : disabled);
    if (at[i].kind == node_kind::process)
      become_ready(i);
  }
  void rest(node_id i) {
    if (all[i].ready != never && now - all[i].ready >= at[i].with.backoff.reset)
      all[i].row = 0;
    all[i].ready = never;
  }
  void become_ready(node_id i) {
    all[i].state = ready, all[i].ready = now, all[i].due = now + at[i].with.backoff.reset;
  }
  void stop_below(node_id i, end_cause why) {
    for (const node_id each : at[i].children)
      stop(each, why);
  }
  void stop(node_id i, end_cause why) {
    if (up(i))
      rest(i), stop_below(i, why), ends.emplace_back(i, why);
    all[i].state = up(i) || is(i, {blocked, backoff, held}) ? stopped : all[i].state;
    all[i].group = 0;
  }
  void crash(node_id i, end_cause cause, int code, bool success) { end(i, cause, code, success), settle(); }
  void hold(node_id i, instant until) { all[i].probe = true, all[i].state = held, all[i].due = until; }
  void finish(node_id i, end_cause cause, int code, bool success) {
    all[i].state = success ? done : failed;
    const node_id above = at[i].parent;
    const auto rule = at[above].supervisor.auto_shutdown;
    const auto is_over = [&](node_id each) { return !at[each].with.significant || over(each); };
    const bool is_last = rule == auto_shutdown_rule::any || std::ranges::all_of(at[above].children, is_over);
    if (at[i].with.significant && rule != auto_shutdown_rule::never && is_last)
      stop_below(above, end_cause::sibling), end(above, cause, code, true);
  }
  void end(node_id i, end_cause cause, int code, bool success) {
    item& one = all[i];
    const child_policy& with = at[i].with;
    const auto is_recent = [&](duration each) { return each >= one.active - with.limit.within; };
    ends.emplace_back(i, cause), rest(i);
    if (i == 0)
      return one.state = success ? done : failed, exit_code = success ? code : 70, void();
    if (with.restart == temporary || cause == end_cause::fatal_code || (success && with.restart == transient))
      return finish(i, cause, code, success);
    if (one.probe)
      return hold(i, std::max(now, one.tried + with.hold_retry));
    one.failures.push_back(one.active);
    if (std::ranges::count_if(one.failures, is_recent) <= with.limit.restarts.value())
      return come_back(i);
    if (with.on_limit == limit_action::stop)
      return finish(i, cause, code, false);
    if (with.on_limit == limit_action::hold)
      return one.tried = now, hold(i, now + with.hold_retry);
    one.state = failed;
    stop_below(at[i].parent, end_cause::supervisor_gone), end(at[i].parent, cause, code, false);
  }
  bool depends(node_id i, node_id on) const {
    for (node_id j = 0; j < all.size(); ++j)
      if (below(j, i) && std::ranges::any_of(at[j].waits, [&](auto& each) { return below(each.who, on); }))
        return true;
    return false;
  }
  void come_back(node_id i) {
    item& one = all[i];
    const backoff_options& with = at[i].with.backoff;
    one.row += 1;
    const double delay = std::min<double>(with.max.count(), with.initial.count() * std::pow(with.factor, one.row - 1));
    one.due = now + duration{static_cast<duration::rep>(delay)}, one.state = one.due > now ? backoff : blocked;
    const auto strategy = at[at[i].parent].supervisor.strategy;
    std::vector<node_id> set{i};
    for (std::size_t k = 0; k < set.size(); ++k)
      for (const node_id each : siblings(i))
        if (std::ranges::count(set, each) == 0 && (strategy == one_for_all || (strategy == rest_for_one && each > i) ||
                                                   (strategy == dependents && depends(each, set[k]))))
          set.push_back(each);
    for (const int group = ++groups; const node_id each : set) {
      const int old = all[each].group;
      const bool again = is(each, {done}) && at[each].with.restart == transient;
      if (set.size() == 1 || !(again || up(each) || is(each, {blocked, backoff})))
        continue;
      if (again || up(each))
        stop(each, end_cause::sibling), all[each].state = at[each].with.restart == temporary ? stopped : blocked;
      for (const node_id same : siblings(i))
        all[same].group = same == each || (old != 0 && all[same].group == old) ? group : all[same].group;
    }
  }
  void ask_start(node_id i) {
    if (!up(i) && up(at[i].parent))
      all[i] = forgiven(all[i], blocked), settle();
  }
};

} // namespace troupe::rooms::supervision

#include "supervision/tree/history_checker.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace troupe::rooms::supervision {

namespace {

using enum child_state;

const std::map<child_state, std::set<child_state>> diagram = {
  {stopped, {blocked, disabled}},
  {disabled, {blocked, disabled, stopped}}, // as the two at the end: stopped when it is removed
  {blocked, {starting, stopped}},
  {starting, {ready, stopping, blocked, backoff, held, done, failed, stopped}},
  {ready, {draining, stopping, blocked, backoff, held, done, failed, stopped}},
  {draining, {stopping, blocked, stopped}},
  {stopping, {blocked, backoff, held, done, failed, stopped}},
  {backoff, {blocked, stopped}},
  {held, {blocked, stopped}},
  {done, {blocked, disabled, stopped}},
  {failed, {blocked, disabled, stopped}},
};

bool is_active(child_state state) { return state == starting || state == ready; }

} // namespace

void history_checker::check(const entry& what) {
  ++number_;
  now_ = what.at;
  EXPECT_FALSE(is_over_) << "something comes after the last word";
  std::visit([&](const auto& each) { see(what.at, each); }, what.what);
}

bool history_checker::has_reached(const wait_for& what) const {
  const auto found = lives_.find(what.who);
  const child_state state = found == lives_.end() ? stopped : found->second.state;
  return state == ready || state == done || (what.until == milestone::started && state == starting);
}

bool history_checker::has_budget_above(node_id who) const {
  for (who = of_[who].parent; who != no_node; who = of_[who].parent)
    if (of_[who].supervisor.budget && !of_[who].supervisor.budget->restarts.is_unlimited())
      return true;
  return false;
}

void history_checker::see_start(node_id who) {
  const node& one = of_[who];
  for (const wait_for& each : one.waits)
    EXPECT_TRUE(has_reached(each)) << one.name << " starts before " << of_[each.who].name << " is so far";
  if (one.parent == no_node)
    return;
  std::size_t at_once = 0;
  bool in_front = of_[one.parent].supervisor.start == start_order::sequence;
  for (const node_id each : of_[one.parent].children) {
    in_front = in_front && each != who;
    at_once += of_[each].kind == node_kind::process && lives_[each].state == starting ? 1 : 0;
    if (in_front && !lives_[each].was_held) {
      EXPECT_FALSE(lives_[each].state == blocked || lives_[each].state == starting || lives_[each].state == backoff)
        << one.name << " starts before " << of_[each].name << ", which is in front of it";
    }
  }
  EXPECT_LE(at_once, of_[one.parent].supervisor.start_parallel) << "with " << one.name;
  EXPECT_TRUE(is_active(lives_[one.parent].state)) << one.name << " starts below a supervisor that does not run";
}

void history_checker::see(instant, const order::start& what) {
  EXPECT_EQ(lives_[what.life.who].incarnation, what.life.incarnation);
  EXPECT_EQ(lives_[what.life.who].state, starting);
}

void history_checker::see(instant at, const told::state& what) {
  const node_id who = what.life.who;
  life& one = lives_[who];
  const bool is_first = who == root_node && one.incarnation == 0;
  EXPECT_TRUE(is_first || diagram.at(one.state).contains(what.now))
    << of_[who].name << " goes from " << name(one.state) << " to " << name(what.now);
  one.active += is_active(one.state) ? at - one.since : duration{};
  one.was_late |= what.now == stopping && one.state == starting && at - one.since >= of_[who].with.start_timeout;
  one.since = at;
  one.state = what.now;
  if (what.now == starting) {
    EXPECT_TRUE(one.has_ended) << of_[who].name << " is started while its last life goes on";
    EXPECT_EQ(what.life.incarnation, one.incarnation + 1) << of_[who].name;
    one = {.state = starting,
           .incarnation = what.life.incarnation,
           .has_ended = false,
           .was_held = one.was_held,
           .started = number_,
           .since = at,
           .active = one.active,
           .restarts = one.restarts};
    for (const node_id each : of_[who].children)
      lives_[each].restarts.clear(), lives_[each].was_held = false;
    see_start(who);
  }
  if (what.now == held)
    one.was_held = true, one.restarts.clear();
  if (what.now == stopping && of_[who].kind != node_kind::process)
    see_asked(at, what.life);
}

void history_checker::see_asked(instant at, const life_of& which) {
  life& one = lives_[which.who];
  EXPECT_EQ(which.incarnation, one.incarnation) << of_[which.who].name;
  EXPECT_FALSE(one.has_ended) << of_[which.who].name;
  if (one.asked == 0)
    one.asked = number_, one.asked_at = at;
}

void history_checker::see(instant at, const told::end& what) {
  life& one = lives_[what.life.who];
  EXPECT_EQ(what.life.incarnation, one.incarnation) << of_[what.life.who].name;
  EXPECT_FALSE(one.has_ended) << of_[what.life.who].name << " ends twice";
  one.has_ended = true;
  one.ended = number_;
  if (of_[what.life.who].kind == node_kind::process)
    expect_in_time(at, what.life.who);
  else
    expect_reverse_order(what.life.who);
  if (!one.was_held && what.cause != end_cause::supervisor_gone &&
      of_[what.life.who].with.limit.scope == limit_scope::child)
    see_restart(what.life.who, what);
}

void history_checker::expect_in_time(instant at, node_id who) const {
  const life& one = lives_.at(who);
  if (one.asked != 0) {
    EXPECT_LE(at - one.asked_at, of_[who].process.grace) << of_[who].name << " outlives its grace";
  }
}

void history_checker::see_restart(node_id who, const told::end& what) {
  life& one = lives_[who];
  const restart_limit& limit = of_[who].with.limit;
  if (what.next != then::restart && what.next != then::escalate)
    return;
  const duration clock = one.active + (is_active(one.state) ? now_ - one.since : duration{});
  one.restarts.push_back(clock);
  const auto count = std::ranges::count_if(one.restarts, [&](duration each) { return each >= clock - limit.within; });
  if (what.next == then::restart) {
    EXPECT_LE(count, limit.restarts.value()) << of_[who].name << " restarts once too often";
  } else if (!has_budget_above(who)) {
    EXPECT_GT(count, limit.restarts.value()) << of_[who].name << " makes its supervisor give up too early";
  }
}

// Of those that were asked because their supervisor ends.
void history_checker::expect_reverse_order(node_id supervisor) {
  const std::vector<node_id>& all = of_[supervisor].children;
  const auto is_part = [&](const life& one) {
    return one.asked > lives_[supervisor].asked && lives_[supervisor].asked != 0;
  };
  for (const node_id a : all)
    for (const node_id b : all) {
      const life &first = lives_[a], &second = lives_[b];
      if (!is_part(first) || !is_part(second) || first.started >= second.started || first.was_late)
        continue;
      const bool in_sequence = of_[supervisor].supervisor.start == start_order::sequence;
      const bool depends = std::ranges::count(of_[a].dependents, b) != 0;
      if (in_sequence || depends) {
        EXPECT_LT(second.ended, first.asked)
          << of_[a].name << " is asked to stop before " << of_[b].name << " has ended";
      }
    }
}

void history_checker::expect_all_down() const {
  for (const auto& [who, one] : lives_)
    EXPECT_TRUE(one.has_ended) << of_[who].name << " has no end";
  EXPECT_TRUE(is_over_);
}

} // namespace troupe::rooms::supervision

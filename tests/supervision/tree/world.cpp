#include "supervision/tree/world.hpp"

#include <stdexcept>

namespace troupe::rooms::supervision {

world::world(const tree_spec& what, std::uint64_t seed, unsigned cpus) : tree_(plant(what, cpus)), random_(seed) {}

node_id world::node_of(const std::string& name) const {
  const node_id found = find_node(tree_, name);
  if (found == no_node)
    throw std::out_of_range("no node " + name);
  return found;
}

const habits& world::habits_of(node_id who) const {
  const node& one = tree_.nodes[who];
  const auto own = habits_.find(one.name), shared = habits_.find(one.spec->name);
  return own != habits_.end() ? own->second : shared != habits_.end() ? shared->second : usual;
}

void world::later(duration by, const tree_event& what) { clock_.plan(by, what); }

void world::tell(const tree_event& what) {
  std::vector<tree_command> out;
  decide(tree_, what, now(), random_, out);
  for (tree_command& each : out) {
    react(each);
    history_.push_back({now(), std::move(each)});
  }
}

void world::end_later(const life_of& life, const ending& how, end_cause cause, bool at_once) {
  later(at_once ? duration::zero() : habits_of(life.who).to_end, happened::ended{life, cause, how});
}

void world::react(const tree_command& to) {
  if (const auto* start = std::get_if<order::start>(&to)) {
    const habits& with = habits_of(start->life.who);
    if (!with.is_executable)
      return later(with.to_start,
                   happened::ended{start->life, end_cause::exec_failed, {ending_kind::never_started, 2}});
    later(with.to_start, happened::started{start->life});
    if (with.gets_ready)
      later(with.to_start + with.to_ready, happened::ready{start->life});
  } else if (const auto* drain = std::get_if<order::drain>(&to)) {
    if (habits_of(drain->life.who).heeds_drain)
      later(habits_of(drain->life.who).to_end, happened::drained{drain->life});
  } else if (const auto* exit = std::get_if<order::ask_exit>(&to)) {
    if (habits_of(exit->life.who).heeds_exit)
      end_later(exit->life, {ending_kind::exited, 0}, end_cause::exit);
  } else if (const auto* signal = std::get_if<order::signal>(&to)) {
    if (habits_of(signal->life.who).heeds_signal)
      end_later(signal->life, {ending_kind::signalled, signal->number}, end_cause::signal);
  } else if (const auto* kill = std::get_if<order::kill>(&to)) {
    end_later(kill->life, {ending_kind::signalled, 9}, end_cause::signal, true);
  }
}

bool world::take_one(instant until) {
  const instant due = next_look(tree_);
  const instant next = clock_.next();
  if (std::min(due, next) > until || std::min(due, next) == never)
    return false;
  if (next <= due) {
    tell(clock_.take_next());
  } else {
    clock_.jump_to(due);
    tell(happened::time_passed{});
  }
  return true;
}

void world::run_for(duration how_long) {
  const instant until = now() + how_long;
  while (take_one(until)) {
  }
  clock_.jump_to(until);
}

void world::run_until_quiet(duration patience) {
  while (take_one(now() + patience)) {
  }
}

void world::stall(duration how_long) { clock_.jump_to(now() + how_long); }

void world::crash(const std::string& name, ending how, end_cause cause) {
  const node_id who = node_of(name);
  tell(happened::ended{life_in(tree_, who), cause, how});
}

std::string world::text() const {
  std::string all;
  for (const entry& each : history_)
    all += std::to_string(each.at.count()) + ' ' + rooms::supervision::text(tree_, each.what) + '\n';
  return all;
}

std::string world::moves() const {
  std::string all;
  std::map<node_id, std::uint32_t> asked;
  const auto add = [&](const std::string& move) { all += (all.empty() ? "" : " ") + move; };
  const auto ask = [&](const life_of& life) {
    if (std::exchange(asked[life.who], life.incarnation) != life.incarnation)
      add('-' + tree_.nodes[life.who].name);
  };
  for (const entry& each : history_) {
    if (const auto* start = std::get_if<order::start>(&each.what))
      add('+' + tree_.nodes[start->life.who].name);
    else if (const auto* drain = std::get_if<order::drain>(&each.what))
      ask(drain->life);
    else if (const auto* exit = std::get_if<order::ask_exit>(&each.what))
      ask(exit->life);
    else if (const auto* signal = std::get_if<order::signal>(&each.what))
      ask(signal->life);
    else if (const auto* kill = std::get_if<order::kill>(&each.what))
      ask(kill->life);
    else if (const auto* end = std::get_if<told::end>(&each.what);
             end != nullptr && tree_.nodes[end->life.who].kind == node_kind::process &&
             asked[end->life.who] != end->life.incarnation)
      add(tree_.nodes[end->life.who].name + '!');
  }
  return all;
}

told::end world::end_of(const std::string& name) const {
  const node_id who = node_of(name);
  for (auto each = history_.rbegin(); each != history_.rend(); ++each)
    if (const auto* end = std::get_if<told::end>(&each->what); end != nullptr && end->life.who == who)
      return *end;
  throw std::out_of_range("no end of " + name);
}

int world::exit_code() const {
  const auto* over = history_.empty() ? nullptr : std::get_if<told::over>(&history_.back().what);
  if (over == nullptr)
    throw std::out_of_range("it is not over");
  return over->exit_code;
}

child some(const std::string& name) { return {.name = name, .backoff = {.initial = duration::zero(), .jitter = 0.0}}; }

tree_spec over(const supervisor_options& options, const std::vector<std::string>& names) {
  tree_spec made{.options = options};
  for (const std::string& each : names)
    made.children.emplace_back(some(each));
  return made;
}

} // namespace troupe::rooms::supervision

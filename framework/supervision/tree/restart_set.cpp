#include "supervision/tree/restart_set.hpp"

#include <algorithm>

namespace troupe::rooms::supervision {

namespace {

std::vector<node_id> closure(const tree& of, node_id failed) {
  std::vector<node_id> found{failed};
  for (std::size_t i = 0; i < found.size(); ++i)
    for (const node_id each : of.nodes[found[i]].dependents)
      if (std::ranges::find(found, each) == found.end())
        found.push_back(each);
  return found;
}

std::vector<node_id> in_list_order(const node& supervisor, const std::vector<node_id>& some) {
  std::vector<node_id> ordered;
  std::ranges::copy_if(supervisor.children, std::back_inserter(ordered),
                       [&](node_id each) { return std::ranges::find(some, each) != some.end(); });
  return ordered;
}

// Whose end was asked for, has been final or is being waited out stays as it is.
bool takes_part(const node& one) {
  switch (one.state) {
  case child_state::blocked:
  case child_state::starting:
  case child_state::ready:
  case child_state::backoff: return true;
  case child_state::draining:
  case child_state::stopping: return one.is_wanted;
  case child_state::done: return one.with.restart == restart_kind::transient;
  default: return false;
  }
}

// Two sets that overlap become one.
void join(step& now, node& supervisor, node& one, std::uint32_t group) {
  const std::uint32_t other = std::exchange(one.group, group);
  if (other != 0 && other != group)
    for (const node_id each : supervisor.children)
      if (now.at(each).group == other)
        now.at(each).group = group;
}

} // namespace

std::vector<node_id> restart_set(const tree& of, node_id failed) {
  const node& above = of.nodes[of.nodes[failed].parent];
  switch (above.supervisor.strategy) {
  case restart_strategy::one_for_one: return {failed};
  case restart_strategy::one_for_all: return above.children;
  case restart_strategy::rest_for_one: return {std::ranges::find(above.children, failed), above.children.end()};
  case restart_strategy::dependents: return in_list_order(above, closure(of, failed));
  }
  return {failed};
}

void restart_with_others(step& now, node_id failed) {
  const std::vector<node_id> all = restart_set(now.of, failed);
  if (all.size() == 1)
    return;
  node& above = now.at(now.at(failed).parent);
  const std::uint32_t group = ++above.last_group;
  for (const node_id each : all) {
    node& one = now.at(each);
    if (!takes_part(one))
      continue;
    join(now, above, one, group);
    if (one.state == child_state::done) {
      one.is_wanted = true;
      enter(now, each, child_state::blocked);
    }
    if (!is_up(one.state))
      continue;
    if (one.with.restart == restart_kind::temporary)
      one.is_wanted = false;
    condemn(now, each, end_cause::sibling);
  }
}

} // namespace troupe::rooms::supervision

/// A supervisor looks at its children: who has to stop and may be asked now, who may start, whether all are there.
#include <algorithm>

#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

namespace {

bool was_asked(const node& one) { return one.state == child_state::draining || one.state == child_state::stopping; }

bool is_waited_for(const step& now, const node& one) {
  return std::ranges::any_of(one.dependents, [&](node_id each) { return now.at(each).must_stop; });
}

// The reverse of the order of starts: in a sequence one after the other, else whoever nobody depends on any more.
void stop_who_must(step& now, const node& supervisor) {
  const bool in_sequence = supervisor.supervisor.start == start_order::sequence;
  for (std::size_t i = supervisor.started.size(); i-- > 0;) {
    const node_id who = supervisor.started[i];
    const node& one = now.at(who);
    if (!one.must_stop)
      continue;
    if (!was_asked(one) && (in_sequence || !is_waited_for(now, one)))
      ask_to_stop(now, who);
    if (in_sequence)
      return;
  }
}

// A set that is restarted together waits until all of it is down and no delay is left.
void release_groups(step& now, node& supervisor) {
  if (supervisor.last_group == 0)
    return;
  std::vector<std::uint32_t> waiting;
  for (const node_id each : supervisor.children) {
    const node& one = now.at(each);
    if (one.group != 0 && (is_up(one.state) || one.state == child_state::backoff))
      waiting.push_back(one.group);
  }
  for (const node_id each : supervisor.children)
    if (node& one = now.at(each); std::ranges::find(waiting, one.group) == waiting.end())
      one.group = 0;
}

/// Nobody behind it in the list has to wait for it, or nobody any more.
bool is_settled(const node& one) {
  switch (one.state) {
  case child_state::ready:
  case child_state::done:
  case child_state::stopped:
  case child_state::disabled:
  case child_state::held:
  case child_state::failed: return true;
  default: return one.is_probe;
  }
}

void start_who_may(step& now, node_id supervisor) {
  if (is_ending(now, supervisor))
    return;
  const node& one = now.at(supervisor);
  const bool in_sequence = one.supervisor.start == start_order::sequence;
  for (const node_id each : one.children) {
    if (now.at(each).state == child_state::blocked && may_start(now, now.at(each)))
      start(now, each);
    if (in_sequence && !is_settled(now.at(each)))
      return;
  }
}

bool has_all(const step& now, const node& supervisor) {
  const auto is_ready = [&](node_id each) { return now.at(each).state == child_state::ready; };
  if (supervisor.supervisor.min_ready && static_cast<std::size_t>(std::ranges::count_if(
                                           supervisor.children, is_ready)) >= *supervisor.supervisor.min_ready)
    return true;
  return std::ranges::all_of(supervisor.children, [&](node_id each) { return is_settled(now.at(each)); });
}

} // namespace

void look_at(step& now, node_id who) {
  node& one = now.at(who);
  if (!is_up(one.state))
    return;
  stop_who_must(now, one);
  if (one.state == child_state::stopping) {
    if (one.started.empty())
      end_supervisor(now, who);
    return;
  }
  release_groups(now, one);
  start_who_may(now, who);
  if (one.state == child_state::starting && has_all(now, one))
    become_ready(now, who);
}

} // namespace troupe::rooms::supervision

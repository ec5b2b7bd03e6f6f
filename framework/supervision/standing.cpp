#include "supervision/standing.hpp"

#include <algorithm>
#include <csignal>

namespace troupe::rooms::supervision {

namespace {

bool is_put_away(const node& one) {
  const bool stands =
    one.state == child_state::stopped || one.state == child_state::done || one.state == child_state::failed;
  return one.is_removed || (stands && !one.is_wanted && one.group == 0);
}

} // namespace

bool has_ended_as_asked(const node& one, const ending& how) {
  const bool is_asked = one.must_stop && (one.state == child_state::draining || one.state == child_state::stopping);
  return is_asked &&
         (how.kind != ending_kind::signalled || how.code == SIGKILL || how.code == one.process.stop_signal.number());
}

bool has_ended_for_good(const tree& of, node_id who) {
  const node& one = of.nodes[who];
  return is_put_away(one) || (one.parent != no_node && has_ended_for_good(of, one.parent));
}

bool takes_mail(const node& one) {
  if (one.kind == node_kind::pool)
    return one.spec->command.empty() && one.spec->shell.empty();
  return one.kind == node_kind::process && one.process.is_actor;
}

std::uint32_t place_in(const node& pool, node_id slot) {
  return static_cast<std::uint32_t>(std::ranges::find(pool.children, slot) - pool.children.begin());
}

} // namespace troupe::rooms::supervision

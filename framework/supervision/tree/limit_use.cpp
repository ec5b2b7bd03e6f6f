#include "supervision/tree/limit_use.hpp"

namespace troupe::rooms::supervision {

limit_use use_of_limit(const tree& of, node_id who, instant now) {
  const node& one = of.nodes[who];
  const node& above = of.nodes[one.parent];
  const restart_limit& limit = one.with.limit;
  return {limit.restarts, limit.within,
          limit.scope == limit_scope::child ? one.failures.used(one.active.read(now), limit.within)
                                            : above.all_failures.used(above.undisturbed.read(now), limit.within)};
}

std::optional<limit_use> use_of_budget(const tree& of, node_id supervisor, instant now) {
  const node& one = of.nodes[supervisor];
  const auto& budget = one.supervisor.budget;
  if (!budget)
    return std::nullopt;
  return limit_use{budget->restarts, budget->within, one.restarts_below.used(now, budget->within)};
}

} // namespace troupe::rooms::supervision

/// How far a child is from its limits, for those who look.
#pragma once

#include "supervision/tree/tree.hpp"

namespace troupe::rooms::supervision {

struct limit_use {
  restart_count restarts;
  duration within{};
  failure_window::use used;
};

/// Of the restarts of that node, which is not the root. Its clock runs while the node is starting or ready; where its
/// limit is its supervisor's, while that one is, and waits for nobody's restart.
[[nodiscard]] limit_use use_of_limit(const tree& of, node_id who, instant now);
/// Of all restarts below that supervisor, in real time; empty where it has no budget.
[[nodiscard]] std::optional<limit_use> use_of_budget(const tree& of, node_id supervisor, instant now);

} // namespace troupe::rooms::supervision

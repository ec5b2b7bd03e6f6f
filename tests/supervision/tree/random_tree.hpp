/// Trees made at random, for comparing and checking.
#pragma once

#include <random>

#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::supervision {

/// Which corners of the options are drawn from.
struct draw_options {
  std::size_t nodes = 200; ///< at most
  bool with_jitter = true;
  bool with_budgets = true;
  bool with_milestones = true; ///< not only until ready
  bool with_shared_limits = true;
};

/// The root and so many nodes below it, all in order of their names: "n1", "n2", ...; nobody waits for a later one.
[[nodiscard]] tree_spec random_tree(std::mt19937_64& from, const draw_options& with);

/// A whole number from `least` to `most`.
[[nodiscard]] int between(std::mt19937_64& from, int least, int most);

} // namespace troupe::rooms::supervision

/// From a description to a tree whose nodes all stand still.
#pragma once

#include <variant>

#include "supervision/tree/tree.hpp"
#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::supervision {

/// `cpus`: what "cpus" in the description means.
/// Fails: invalid_argument for two children of one name, a name in `after` or `uses` that nobody has, and children that
/// would wait for each other.
[[nodiscard]] tree plant(const tree_spec& what, unsigned cpus);

/// One more child, at the end of a supervisor's list; it starts when it is asked to. Fails: as above, and then nothing
/// has changed.
node_id add(tree& to, node_id supervisor, const std::variant<child, tree_spec>& what, unsigned cpus);

/// The node of that name, or the one that has it as an alias; no_node when there is none.
[[nodiscard]] node_id find_node(const tree& in, const std::string& name);

} // namespace troupe::rooms::supervision

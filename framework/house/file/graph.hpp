/// A tree as a picture: who supervises whom, and who waits for whom.
#pragma once

#include <string>

#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::house {

/// For mermaid and graphviz. Whole lines lead from a supervisor to its children, dashed ones from who waits to what it
/// waits for or uses.
enum class graph_language { mermaid, dot };
[[nodiscard]] std::string graph_text(const tree_spec& of, graph_language language);

} // namespace troupe::rooms::house

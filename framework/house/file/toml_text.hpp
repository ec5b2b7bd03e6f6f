/// TOML text to nodes.
#pragma once

#include <optional>

#include "house/file/node.hpp"

namespace troupe::rooms::house {

struct parsed_text {
  node document;
  /// Whether all of it was TOML. If not, `document` is what is left without the lines that are none: good
  /// for finding more that is wrong, but what it lacks means nothing.
  bool is_whole = true;
};

/// Reports each line that is not TOML as E101, each table or key that is there twice as E107.
/// `from` has to outlive the nodes.
[[nodiscard]] parsed_text parse_toml(const source& from, problem_list& problems);

} // namespace troupe::rooms::house

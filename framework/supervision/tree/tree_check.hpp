/// What is wrong with a tree that is well written: orders that wait for themselves, values that contradict each other,
/// settings that defeat each other. The same for a tree file and for what the builder is given.
#pragma once

#include <string>
#include <vector>

#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::supervision {

struct finding {
  std::string code;  ///< "E205"; warnings begin with W
  std::string child; ///< the name of the child or supervisor
  std::string key;   ///< "after[1]", "backoff.max"; empty: the child as a whole
  std::string text;
  std::string help = {};
  std::string unknown = {}; ///< of E207: who is not there

  [[nodiscard]] bool is_warning() const noexcept { return code.starts_with('W'); }
};

/// All there is to find, in the order of the tree. The root's own `start` and `limit` count as any other's.
/// Threads: pure function.
[[nodiscard]] std::vector<finding> check_tree(const tree_spec& root);

/// One paragraph for an exception: the errors among them, one a line.
[[nodiscard]] std::string error_text(const std::vector<finding>& findings);

} // namespace troupe::rooms::supervision

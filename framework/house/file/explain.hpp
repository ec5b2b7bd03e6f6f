/// The effective options of a tree, each with where it came from.
#pragma once

#include "house/file/tree_file.hpp"

namespace troupe::rooms::house {

/// A value as it is written in a tree file.
[[nodiscard]] std::string toml_text(const message::json::value& value);

/// As TOML that could be run as it is, with the origin of each line behind it as a comment.
[[nodiscard]] std::string explain_text(const tree_file& file);

/// `[{"name", "kind", "supervised_by", "options": [{"key", "value", "origin"}]}]`
[[nodiscard]] message::json::value explain_json(const tree_file& file);

/// The options of that child alone; null when there is none.
[[nodiscard]] message::json::value explain_json(const tree_file& file, std::string_view child);

} // namespace troupe::rooms::house

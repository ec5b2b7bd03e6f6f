/// What `status` says besides the row: how far a child is from its limits, and its effective options. Threads: the
/// house thread.
#pragma once

#include <functional>
#include <string>

#include "message/json.hpp"
#include "supervision/tree_runner.hpp"

namespace troupe::rooms::house {

/// The effective options of the child of that name, `[{"key", "value", "origin"}]`; null when they are not known.
using option_teller = std::function<message::json::value(const std::string&)>;

/// Adds `limit`, of a supervisor `budget` too. Null where there is none.
void add_limits(const supervision::tree_runner& of, supervision::node_id who, message::json::object& row);

} // namespace troupe::rooms::house

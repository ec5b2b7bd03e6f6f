/// What a supervisor is told, as a plain struct, and a whole tree of supervisors and children as one value.
///
/// The fields are the keys of `[supervisor.X]` in a tree file, in their order and with their defaults.
/// Threads: values.
#pragma once

#include <variant>

#include "troupe/child.hpp"

namespace troupe {

/// The order in which children start.
enum class start_order : std::uint8_t {
  sequence, ///< each waits until the one before it is ready
  graph,    ///< only `after` and `uses` wait
};

/// When a supervisor ends by itself, over its children with `.significant = true`.
enum class auto_shutdown_rule : std::uint8_t {
  never,
  any, ///< when one has ended and does not come back
  all, ///< when all have
};

/// How a supervisor treats its children, and how it is treated as a child itself.
struct supervisor_options {
  std::optional<start_order> start = {}; ///< empty: sequence for rest_for_one and one_for_all, else graph
  restart_strategy strategy = one_for_one;
  restart_limit limit = {};
  limit_action on_limit = limit_action::escalate;
  duration hold_retry = std::chrono::minutes(5);
  std::optional<restart_budget> budget = {}; ///< empty: none; for the root 100 in 10 minutes
  auto_shutdown_rule auto_shutdown = auto_shutdown_rule::never;
  child_count start_parallel = child_count::cpus(); ///< starts at one time, among its own children
  bool autostart = true;
  std::vector<prerequisite> after = {};
  std::map<std::string, std::string> uses = {};
  restart_kind restart = permanent;
  bool significant = false;
  backoff_options backoff = {};
  duration start_timeout = infinity; ///< until all its children are ready
  bool durable = false;              ///< added later: comes back with its supervisor
  std::map<std::string, std::string> extra = {};
  friend bool operator==(const supervisor_options&, const supervisor_options&) = default;
};

/// A supervisor with what is below it: what the builder builds and a tree file is read into.
struct tree_spec {
  std::string name = "root";
  supervisor_options options = {};
  std::vector<std::variant<child, tree_spec>> children = {}; ///< in the order of the list
  friend bool operator==(const tree_spec&, const tree_spec&) = default;
};

} // namespace troupe

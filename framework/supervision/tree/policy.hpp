/// What the decision needs to know of a child: its options with every inherited value filled in.
#pragma once

#include "supervision/tree/window.hpp"
#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::supervision {

/// How a child is treated, whatever it is.
struct child_policy {
  bool autostart = true;
  restart_kind restart = permanent;
  bool significant = false;
  backoff_options backoff;
  restart_limit limit;
  limit_action on_limit = limit_action::escalate;
  duration hold_retry{};
  duration start_timeout = infinity;
  bool durable = false;
};

/// How its process is treated.
struct process_policy {
  bool is_actor = true; ///< understands `drain` and the exit message
  readiness ready = readiness::handshake;
  code_list success;
  code_list fatal;
  signal_number stop_signal = 0;
  duration drain{};
  duration grace{};
  duration max_extend{};
};

/// How a supervisor, or a pool, treats its children.
struct supervisor_policy {
  start_order start = start_order::graph;
  restart_strategy strategy = one_for_one;
  std::optional<restart_budget> budget = {};
  auto_shutdown_rule auto_shutdown = auto_shutdown_rule::never;
  std::size_t start_parallel = 1;
  std::optional<std::size_t> min_ready = {}; ///< pools: ready when so many children are; else when all are
  // What its children have where they say nothing themselves.
  restart_limit limit = {};
  limit_action on_limit = limit_action::escalate;
  duration hold_retry = {};
};

} // namespace troupe::rooms::supervision

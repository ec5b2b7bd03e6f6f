/// `troupe run`: a supervised tree from its first start to its exit code.
#pragma once

#include <functional>
#include <string>

#include "house/control/control_server.hpp"
#include "house/control/limit_answers.hpp"
#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::house {

struct run_options {
  control_setting control;
  option_teller options = {}; ///< called on another thread
  bool quiet = false;         ///< no account
  bool colours = false;
  std::string notify = {};             ///< who hears how far it is: what NOTIFY_SOCKET is; empty: nobody
  std::function<void()> on_ready = {}; ///< called on this thread when all that is to start by itself has become ready
};

/// Runs the tree in a system of its own, and prints an account to standard output. Its exit code: 0 after a stop, 128
/// and the signal's number after SIGINT or SIGTERM, the significant child's with `auto_shutdown`, 70 when it gave up.
/// Waits:   until the tree has ended; a second SIGINT or SIGTERM ends the program.
/// Fails:   no_resource (no spawner, no shared memory, no address in `notify`); invalid_argument for a tree with
/// mistakes; invalid_state when
///          the same tree runs already, with the pid of its process.
/// Callers: the program's main thread, with no `troupe::system` of its own.
[[nodiscard]] int run_tree(const tree_spec& what, const std::string& name, const run_options& how);

} // namespace troupe::rooms::house

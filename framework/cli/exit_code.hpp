/// What the command ends with. `troupe help` has the list for users.
#pragma once

namespace troupe::rooms::cli {

enum exit_code : int {
  done = 0,   ///< and the thing asked about is as wanted
  failed = 1, ///< it was tried and did not work
  wrong_usage = 2,
  not_ready = 3, ///< not running, not ready, or the tree file is wrong
  unknown_address = 4,
  partly_done = 5, ///< some addresses failed; the output names them
  unreachable = 6, ///< no supervisor answers
  not_permitted = 7,
  timed_out = 8,        ///< the operation goes on
  gave_up = 70,         ///< `run`: the root supervisor gave up
  cannot_create = 71,   ///< `run`: no spawner, socket or cgroup could be made
  already_running = 75, ///< `run`: the same tree runs already
};

} // namespace troupe::rooms::cli

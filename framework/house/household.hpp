/// One running system in its root process: region, house thread, the host of the user's threads.
///
/// The order of stopping is written here and nowhere else; docs/paths/a_shutdown.md walks through it.
/// What a SIGKILL of the root leaves at each step is the same: the spawner and the guard see their
/// socket close and end every process; memory has no name, so it goes with the last of them.
///
/// | step                                          | waits at most        | afterwards                     |
/// |-----------------------------------------------|----------------------|--------------------------------|
/// | 0 joins the processes that are no daemons     | as long as they take | they have ended by themselves  |
/// | 1 no new processes                            | -                    | `spawn` throws invalid_state   |
/// | 2 exit message to all actors of all processes,| `.grace`             | most have ended by themselves  |
/// |   SIGTERM to those that run functions         |                      |                                |
/// | 3 SIGTERM to the processes that are left      | half a second        | those that computed have ended |
/// | 4 SIGKILL to the rest                         | a second             | no worker is left              |
/// | 5 spawner, guard, what workers left behind    | a second             | no process is left             |
/// | 6 the root's own actors, signals given back   | as long as they take | no thread is left              |
/// | 7 memory                                      | -                    | nothing is left                |
#pragma once

#include <exception>
#include <memory>

#include "actor/host.hpp"
#include "house/bridge.hpp"
#include "house/house_thread.hpp"
#include "house/interrupts.hpp"
#include "troupe/system.hpp"

namespace troupe::rooms::house {

class household {
public:
  /// Fails: no_resource.
  explicit household(const system_options& options);
  ~household();

  /// Supervises a tree until it has ended; its exit code. `between` runs on this thread whenever something was told.
  /// SIGINT and SIGTERM end the tree in order; a second one ends the program.
  /// Fails: invalid_argument, as `plant` does.
  [[nodiscard]] int run_tree(tree_wish what, const std::function<void()>& between);

  [[nodiscard]] int fileno();
  void dispatch();

private:
  void join_children() noexcept;

  std::shared_ptr<mailbox::region> where_;
  const mailbox::address house_at_, main_at_;
  objects::table objects_;
  house_thread house_;
  actor::host main_;
  std::unique_ptr<interrupts> interrupts_;
  std::unique_ptr<bridge> bridge_;
  std::chrono::milliseconds grace_;
  int exceptions_ = std::uncaught_exceptions();
};

} // namespace troupe::rooms::house

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

  /// A tree is to be supervised. Fails: invalid_state when one is already.
  void begin_tree(tree_wish what);
  enum class so_far { ready, over };
  /// Waits until that tree is so far, or over; its exit code when it is over. `between` runs on this thread whenever
  /// something was told. SIGINT and SIGTERM end the tree in order; a second one ends the program.
  /// Fails: as `plant` and `control_server` do, when it could not begin.
  std::optional<int> wait_for_tree(const std::function<void()>& between, so_far until);
  /// The tree is to end in order. Any thread.
  void end_tree(int exit_code) { house_.end_tree(exit_code); }
  /// One more child for the supervisor of that name; it starts at once. Any thread.
  /// Fails: as `plant` does; invalid_state when no tree runs, or it has no such supervisor.
  void add_to_tree(const std::string& supervisor, std::variant<child, tree_spec> what);

  /// No two systems of a process have the same.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

  [[nodiscard]] int fileno();
  void dispatch();

private:
  void join_children() noexcept;

  const std::uint64_t number_;
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

/// That of the `troupe::system` of this process. Fails: contract_error when there is none.
[[nodiscard]] household& current_household();

} // namespace troupe::rooms::house

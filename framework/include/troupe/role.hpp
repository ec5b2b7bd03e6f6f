/// Children of a running tree as actors: found by name, and reached over all their lives.
///
/// A **role** is what a supervised actor is to others: a handle that stays good while its process dies and comes back.
/// What is sent to it waits in its mailbox and is handled by whichever life runs then. `monitor` and `link_to` on it
/// fire when the role ends for good (stopped, failed, its tree over); a link leads one way, so the end of whoever made
/// it ends no life of the role. It may be put into messages like any handle.
/// What waits in it is bounded by the child's `mailbox.limit`, what is delivered again by its `delivery`; what nobody
/// gets any more is a dead letter, which `troupe dead-letters` lists, shows, sends again and drops.
///
/// Processes: any of a system in which a tree runs: the program's own, the tree's children, pools' workers.
/// Threads:   any, plain code and handlers alike, where not said otherwise.
/// Waits:     each function is a question to the supervisor, some 20 us; the mail of the calling process keeps flowing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <troupe/actor.hpp> // before any other CAF header

#include <troupe/actor_codecs.hpp>
#include <troupe/child_state.hpp>

namespace troupe {

/// The role of that child, by its name or an alias. It need not have been started yet: what is sent to it waits for its
/// first life. Processes and threads: any.
/// Fails: unknown_name when no tree runs, it has no such actor (with the nearest name), or that has ended for good;
///        contract_error without a system.
[[nodiscard]] caf::actor whereis(std::string_view name);
/// The same; no actor in place of unknown_name. Processes and threads: any.
[[nodiscard]] caf::actor find(std::string_view name);
/// The role of the child that `uses` gives to this one under that local name. Processes: the children of a tree that
/// are actors, each for itself; of any other, the program's own too, nothing is used. Threads: any. Fails: unknown_name
/// when `uses` gives none, with those that there are; as `whereis`.
[[nodiscard]] caf::actor peer(std::string_view local_name);

/// What runs in the role now: a handle whose end is the end of that life. No actor between two lives. By the time it is
/// used that life may be over: requests to it fail then, and sends are lost. Processes and threads: any.
/// Fails: invalid_argument for what is no role of the running tree; as `whereis` without one.
[[nodiscard]] caf::actor incarnation_of(const caf::actor& role);

/// A life of a watched role has ended: one that was ready, or one that never became so. A message like any other, for
/// the watcher's handlers.
struct went_down {
  caf::actor role;
  end_cause cause = end_cause::exit;
  std::string reason; ///< "worker 3 'counter' (pid 4242) killed by signal 9 (SIGKILL)"
};
/// The next one is ready. As above.
struct came_up {
  caf::actor role;
  caf::actor incarnation;
};

/// From now on `watcher` is sent `went_down` and `came_up` of that role, in the order in which they happen; first a
/// `came_up` when it runs now. Who watches already is told only that again. Until the role or the watcher ends, or
/// `unwatch`. Watching keeps no actor alive.
/// `watcher` may be an actor of any process. Processes and threads: any.
/// Fails: invalid_argument for what is no role of the running tree; as `whereis` without one.
void watch(const caf::actor& watcher, const caf::actor& role);
/// No more: what was on its way when this was called may still come. Nothing for who does not watch.
/// Processes and threads: any. Fails: as `watch`.
void unwatch(const caf::actor& watcher, const caf::actor& role);

} // namespace troupe

/// Children of a running tree as actors: found by name, and reached over all their lives.
///
/// A **role** is what a supervised actor is to others: a handle that stays good while its process dies and comes back.
/// What is sent to it waits in its mailbox and is handled by whichever life runs then. `monitor` and `link_to` on it
/// fire when the role ends for good (stopped, failed, its tree over); a link leads one way, so the end of whoever made
/// it ends no life of the role. It may be put into messages like any handle.
/// Callers: plain code and handlers, in any process of a system in which a tree runs.
/// Waits:   each call is a question to the supervisor, some 20 us; the mail of the calling process keeps flowing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <troupe/actor.hpp> // before any other CAF header

#include <troupe/actor_codecs.hpp>
#include <troupe/child_state.hpp>

namespace troupe {

/// The role of that child, by its name or an alias. It need not have been started yet.
/// Fails: unknown_name when the tree has no such actor (with the nearest name), or it has ended for good;
/// contract_error
///        without a system.
[[nodiscard]] caf::actor whereis(std::string_view name);
/// The same; no actor in place of unknown_name.
[[nodiscard]] caf::actor find(std::string_view name);
/// The role of the child that `uses` gives to this one under that local name.
/// Fails: unknown_name when it gives none, with those that there are; as `whereis`.
[[nodiscard]] caf::actor peer(std::string_view local_name);

/// What runs in the role now: a handle whose end is the end of that life. No actor between two lives.
/// Fails: invalid_argument for what is no role.
[[nodiscard]] caf::actor incarnation_of(const caf::actor& role);

/// A life of a watched role has ended.
struct went_down {
  caf::actor role;
  end_cause cause = end_cause::exit;
  std::string reason; ///< "worker 3 'counter' (pid 4242) killed by signal 9 (SIGKILL)"
};
/// The next one is ready.
struct came_up {
  caf::actor role;
  caf::actor incarnation;
};

/// From now on `watcher` is sent `went_down` and `came_up` of that role, in the order in which they happen; first a
/// `came_up` when it runs now. Until the role or the watcher ends, or `unwatch`. Watching keeps no actor alive.
/// Fails: invalid_argument for what is no role.
void watch(const caf::actor& watcher, const caf::actor& role);
/// No more.
void unwatch(const caf::actor& watcher, const caf::actor& role);

} // namespace troupe

/// The actor of a manager's process: makes objects, runs batches, tells of them, and ends it all.
#pragma once

#include "troupe/actor.hpp"
#include "troupe/manager_messages.hpp"

namespace troupe::rooms::parallel {

/// What a manager begins with.
struct manager_start {
  managed::function_place initializer = {}; ///< none: nothing is run
  any_value arguments;
};

/// Handles of shared objects that live as long as the manager.
struct kept_handles {
  std::vector<any_value> all;
};

/// The factory. Throws what the initializer throws.
troupe::behavior manager_server(troupe::stateful_actor<kept_handles>* self, const manager_start& start);

/// What the messages of those names do. In the manager's process, on its pump.
[[nodiscard]] caf::actor make_object_here(caf::actor_system& system, const make_object& what);
[[nodiscard]] std::vector<managed::run_outcome> run_batch_here(run_batch& what);

} // namespace troupe::rooms::parallel

/// The actors that run on the pump, to be told to end when the host ends.
#pragma once

#include <vector>

#include "troupe/actor.hpp"
#include "actor/caf_seam/weak_actors.hpp"

namespace troupe::rooms::actor {

/// Threads: the pump.
class residents {
public:
  /// Before an actor runs for the first time.
  void welcome(caf::scheduled_actor& who);
  void forget(caf::actor_id who) { all_.erase(who); }
  [[nodiscard]] std::vector<caf::strong_actor_ptr> all() const { return all_.all(); }
  /// With some that have ended since.
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

private:
  weak_actors all_;
};

} // namespace troupe::rooms::actor

/// The actors that run on the pump, to be told to end when the host ends.
#pragma once

#include <unordered_map>
#include <vector>

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// Threads: the pump.
class residents {
public:
  /// Before an actor runs for the first time.
  void welcome(caf::scheduled_actor& who);
  void forget(caf::actor_id who) { all_.erase(who); }
  [[nodiscard]] std::vector<caf::strong_actor_ptr> all() const;

private:
  static constexpr std::size_t least_most = 64;
  void forget_the_gone();

  std::unordered_map<caf::actor_id, caf::weak_actor_ptr> all_;
  std::size_t most_ = least_most; ///< then the gone are looked for
};

} // namespace troupe::rooms::actor

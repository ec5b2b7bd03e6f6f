/// Actors by their ids, which being here does not keep alive.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// An actor may end without telling anybody, when its last handle goes. A weak reference to it holds its
/// block of memory, so those of the dead are dropped whenever the number here has doubled.
/// Threads: one at a time.
class weak_actors {
public:
  void insert(caf::actor_control_block& who);
  void erase(std::uint64_t who) { all_.erase(who); }
  void clear() noexcept { all_.clear(); }
  /// Null when it is not here or has ended.
  [[nodiscard]] caf::strong_actor_ptr find(std::uint64_t who) const;
  [[nodiscard]] std::vector<caf::strong_actor_ptr> all() const;
  /// With those that have ended and were not dropped yet.
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

private:
  void drop_dead();

  std::unordered_map<std::uint64_t, caf::weak_actor_ptr> all_;
  std::size_t full_at_ = 64;
};

} // namespace troupe::rooms::actor

#include "actor/caf_seam/weak_actors.hpp"

#include <algorithm>

namespace troupe::rooms::actor {

void weak_actors::insert(caf::actor_control_block& who) {
  if (all_.size() >= full_at_)
    drop_dead();
  all_[who.id()] = caf::weak_actor_ptr{&who};
}

void weak_actors::drop_dead() {
  std::erase_if(all_, [](const auto& one) { return one.second.get()->strong_refs == 0; });
  full_at_ = std::max<std::size_t>(64, 2 * all_.size());
}

caf::strong_actor_ptr weak_actors::find(std::uint64_t who) const {
  const auto found = all_.find(who);
  return found == all_.end() ? nullptr : found->second.lock();
}

std::vector<caf::strong_actor_ptr> weak_actors::all() const {
  std::vector<caf::strong_actor_ptr> out;
  for (const auto& [id, who] : all_)
    if (caf::strong_actor_ptr living = who.lock())
      out.push_back(std::move(living));
  return out;
}

} // namespace troupe::rooms::actor

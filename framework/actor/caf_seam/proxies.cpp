#include "actor/caf_seam/proxies.hpp"

#include <algorithm>

namespace troupe::rooms::actor {

caf::strong_actor_ptr proxies::find(const proxy_key& which) {
  const std::scoped_lock hold{lock_};
  caf::weak_actor_ptr* const known = all_.find(which);
  if (known == nullptr)
    return nullptr;
  caf::strong_actor_ptr living = known->lock();
  if (living)
    as_proxy(living.get())->touch();
  return living;
}

caf::strong_actor_ptr proxies::enter(const proxy_key& which, caf::strong_actor_ptr made) {
  caf::strong_actor_ptr cooled; // released after the lock
  const std::scoped_lock hold{lock_};
  caf::weak_actor_ptr& place = all_[which];
  if (caf::strong_actor_ptr other = place.lock()) {
    cooled = std::exchange(made, std::move(other));
    return made;
  }
  place = caf::weak_actor_ptr{made.get()};
  if (warm_.size() < warm_limit) {
    warm_.push_back(made);
    warm_size_.store(warm_.size(), std::memory_order_relaxed);
  } else {
    cooled = std::exchange(warm_[next_warm_++ % warm_limit], made);
  }
  return made;
}

void proxies::forget(const proxy& which) {
  const std::scoped_lock hold{lock_};
  const proxy_key key{which.id(), which.home()};
  const caf::weak_actor_ptr* const known = all_.find(key);
  if (known != nullptr && known->get() == which.ctrl())
    all_.erase(key);
}

bool proxies::cool() {
  std::vector<caf::strong_actor_ptr> cooled; // released after the lock
  const std::scoped_lock hold{lock_};
  const auto cold = std::partition(
    warm_.begin(), warm_.end(), [](const caf::strong_actor_ptr& one) { return as_proxy(one.get())->take_touched(); });
  cooled.assign(std::make_move_iterator(cold), std::make_move_iterator(warm_.end()));
  warm_.erase(cold, warm_.end());
  warm_size_.store(warm_.size(), std::memory_order_relaxed);
  return !warm_.empty();
}

std::vector<caf::strong_actor_ptr> proxies::all_of(mailbox::address home) {
  std::vector<caf::strong_actor_ptr> found = all();
  std::erase_if(found, [&](const caf::strong_actor_ptr& one) { return as_proxy(one.get())->home() != home; });
  return found;
}

std::vector<caf::strong_actor_ptr> proxies::all() {
  std::vector<caf::strong_actor_ptr> out;
  const std::scoped_lock hold{lock_};
  all_.each([&](const proxy_key&, const caf::weak_actor_ptr& one) {
    if (caf::strong_actor_ptr living = one.lock())
      out.push_back(std::move(living));
  });
  return out;
}

std::size_t proxies::size() {
  const std::scoped_lock hold{lock_};
  return all_.size();
}

} // namespace troupe::rooms::actor

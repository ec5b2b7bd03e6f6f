#include "actor/caf_seam/proxies.hpp"

#include <algorithm>
#include <utility>

namespace troupe::rooms::actor {

caf::strong_actor_ptr proxies::find(const proxy_key& which) {
  const std::scoped_lock hold{lock_};
  caf::weak_actor_ptr* const known = all_.find(which);
  if (known == nullptr)
    return nullptr;
  caf::strong_actor_ptr living = known->lock();
  if (proxy* const found = living ? as_proxy(living.get()) : nullptr) {
    found->touch();
    if (found->kept().is_kept)
      is_unsettled_.store(true, std::memory_order_relaxed);
  }
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

bool proxies::keep(proxy& which, bool wanted) {
  const std::scoped_lock hold{lock_};
  proxy::keeping& now = which.kept();
  if (std::exchange(now.is_wanted, wanted) == wanted || (!wanted && !now.is_kept))
    return false;
  if (!std::exchange(now.is_kept, true))
    kept_.emplace_back(which.ctrl());
  return !is_unsettled_.exchange(true, std::memory_order_relaxed);
}

std::vector<proxies::settlement> proxies::settle() {
  std::vector<settlement> found;
  std::vector<caf::strong_actor_ptr> left; // released after the lock
  const std::scoped_lock hold{lock_};
  const auto unwanted = std::partition(kept_.begin(), kept_.end(), [](const caf::strong_actor_ptr& one) {
    proxy& which = *as_proxy(one.get());
    return which.kept().is_wanted && !which.is_over();
  });
  left.assign(std::make_move_iterator(unwanted), std::make_move_iterator(kept_.end()));
  kept_.erase(unwanted, kept_.end());
  for (const caf::strong_actor_ptr& one : left)
    as_proxy(one.get())->kept() = {};
  is_unsettled_.store(false, std::memory_order_relaxed);
  for (const caf::strong_actor_ptr& one : kept_)
    settle(one, found);
  return found;
}

// Whoever gets a handle to it, in a frame or by its name, does so under the lock and is counted after that: what is
// taken here was counted for handles that are gone. Whoever has kept an address alone makes a handle of it unseen.
void proxies::settle(const caf::strong_actor_ptr& one, std::vector<settlement>& found) {
  proxy& which = *as_proxy(one.get());
  if (which.is_role())
    return; // over which nobody's handles have a say
  const bool is_held = one->strong_refs.load(std::memory_order_acquire) != 1;
  if (is_held)
    is_unsettled_.store(true, std::memory_order_relaxed);
  if (is_held && !which.is_counted())
    found.push_back({one, 0, 0, true});
  else if (!is_held && which.is_counted())
    found.push_back({one, which.take_received(false), which.take_received(true), false});
}

void proxies::drop_kept() {
  std::vector<caf::strong_actor_ptr> left; // released after the lock
  const std::scoped_lock hold{lock_};
  for (const caf::strong_actor_ptr& one : kept_)
    as_proxy(one.get())->kept() = {};
  left.swap(kept_);
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

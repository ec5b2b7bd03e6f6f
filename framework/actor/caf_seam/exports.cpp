#include "actor/caf_seam/exports.hpp"

#include <algorithm>

namespace troupe::rooms::actor {

exports::exported& exports::enter(caf::actor_control_block* actor) {
  if (const auto* const known = all_.find({actor->id()}))
    return **known;
  auto made = std::make_unique<exported>(); // first, that no empty place is left behind
  made->actor = caf::strong_actor_ptr{actor};
  introduced_.erase(actor->id());
  return *(all_[{actor->id()}] = std::move(made));
}

exports::share& exports::share_of(exported& one, mailbox::address peer) {
  for (share& each : one.holders)
    if (each.peer == peer)
      return each;
  return one.holders.emplace_back(share{peer, 0});
}

void exports::count(exported& one, mailbox::address peer, std::int64_t by) {
  share& held = share_of(one, peer);
  held.count += by;
  if (held.count != 0)
    return;
  std::erase_if(one.holders, [peer](const share& each) { return each.peer == peer; });
  list_if_unheld(one);
}

bool exports::is_held(const exported& one) noexcept { return one.for_all || !one.holders.empty(); }

void exports::list_if_unheld(exported& one) {
  if (is_held(one) || std::exchange(one.unheld, true))
    return;
  unheld_.push_back(one.actor->id());
  unheld_count_.fetch_add(1, std::memory_order_relaxed);
}

// An actor that is being destroyed still tells those it is linked to. Holding it then would destroy it a second time;
// what a peer gives back of it finds nobody.
void exports::pin(caf::actor_control_block* actor, mailbox::address peer, std::int64_t by) {
  if (actor->strong_refs.load(std::memory_order_relaxed) == 0)
    return;
  const std::scoped_lock hold{lock_};
  count(enter(actor), peer, by);
}

void exports::pin_for_all(caf::actor_control_block* actor) {
  const std::scoped_lock hold{lock_};
  enter(actor).for_all = true;
}

void exports::introduce(caf::actor_control_block* actor) {
  const std::scoped_lock hold{lock_};
  if (all_.find({actor->id()}) != nullptr)
    return;
  introduced_.insert(*actor);
}

void exports::add(std::uint64_t actor, mailbox::address peer, std::int64_t by) {
  caf::strong_actor_ptr known = find(actor);
  const std::scoped_lock hold{lock_};
  if (known)
    count(enter(known.get()), peer, by);
}

// No actor has the number 0, which stands for an empty place in the table; frames may ask for it.
caf::strong_actor_ptr exports::find(std::uint64_t actor) {
  if (actor == 0)
    return nullptr;
  const std::scoped_lock hold{lock_};
  if (const auto* known = all_.find({actor}))
    return (*known)->actor;
  return introduced_.find(actor);
}

void exports::drop(mailbox::address peer) {
  const std::scoped_lock hold{lock_};
  all_.each([&](actor_key, std::unique_ptr<exported>& one) {
    if (std::erase_if(one->holders, [&](const share& each) { return each.peer == peer; }) != 0)
      list_if_unheld(*one);
  });
  for (auto& [actor, peers] : watchers_)
    std::erase(peers, peer);
}

std::vector<caf::strong_actor_ptr> exports::take_unheld() {
  std::vector<caf::strong_actor_ptr> out;
  const std::scoped_lock hold{lock_};
  for (const std::uint64_t actor : unheld_before_) {
    std::unique_ptr<exported>& one = *all_.find({actor});
    one->unheld = false;
    if (is_held(*one))
      continue;
    out.push_back(std::move(one->actor));
    all_.erase({actor});
    introduced_.insert(*out.back());
  }
  unheld_before_ = std::move(unheld_);
  unheld_.clear();
  unheld_count_.store(unheld_before_.size(), std::memory_order_relaxed);
  return out;
}

bool exports::watch(caf::actor_control_block* actor, mailbox::address peer) {
  const std::scoped_lock hold{lock_};
  const auto [at, is_first] = watchers_.try_emplace(actor->id());
  if (std::ranges::find(at->second, peer) == at->second.end())
    at->second.push_back(peer);
  return is_first;
}

// What tells of the end stays with the actor, and finds nobody to tell.
void exports::unwatch(std::uint64_t actor, mailbox::address peer) {
  const std::scoped_lock hold{lock_};
  if (const auto at = watchers_.find(actor); at != watchers_.end())
    std::erase(at->second, peer);
}

std::vector<mailbox::address> exports::take_watchers(std::uint64_t actor) {
  const std::scoped_lock hold{lock_};
  auto all = watchers_.extract(actor);
  return all ? std::move(all.mapped()) : std::vector<mailbox::address>{};
}

std::vector<caf::strong_actor_ptr> exports::all() {
  std::vector<caf::strong_actor_ptr> out;
  const std::scoped_lock hold{lock_};
  all_.each([&](actor_key, const std::unique_ptr<exported>& one) { out.push_back(one->actor); });
  return out;
}

std::size_t exports::holders(std::uint64_t actor) {
  const std::scoped_lock hold{lock_};
  const auto* const known = all_.find({actor});
  return known != nullptr ? (*known)->holders.size() : 0;
}

std::size_t exports::size() {
  const std::scoped_lock hold{lock_};
  return all_.size();
}

std::size_t exports::count_introduced() {
  const std::scoped_lock hold{lock_};
  return introduced_.size();
}

void exports::clear() {
  const std::vector<caf::strong_actor_ptr> gone = all(); // released after the lock
  const std::scoped_lock hold{lock_};
  all_ = {};
  introduced_.clear();
  watchers_.clear();
  unheld_.clear();
  unheld_before_.clear();
  unheld_count_ = 0;
}

} // namespace troupe::rooms::actor

/// What the slot table says of pools: read by all who send, written by the house.
#include "mailbox/pool.hpp"

#include <algorithm>

#include "mailbox/inside.hpp"
#include "mailbox/role.hpp"

namespace troupe::rooms::mailbox {

namespace {

constexpr std::uint64_t packed(address pool) noexcept { return std::uint64_t{pool.slot} << 32 | pool.incarnation; }

} // namespace

void region::make_pool(slot_id slot, dispatch how) {
  slot_entry& entry = layout_->own_slot(slot);
  const std::uint8_t rules = entry.rules.load(std::memory_order_relaxed);
  entry.rules.store(static_cast<std::uint8_t>(rules | rule_is_pool | (how == dispatch::by_key ? rule_by_key : 0)),
                    std::memory_order_relaxed);
}

void region::join_pool(slot_id member, address pool, std::uint32_t place) {
  slot_entry& entry = layout_->own_slot(member);
  entry.place.store(place, std::memory_order_relaxed);
  entry.pool.store(packed(pool), std::memory_order_release); // pairs with members_of
  layout_->own_slot(pool.slot).joined.fetch_add(1, std::memory_order_release);
}

std::optional<dispatch> region::dispatch_of(address role) const noexcept {
  if (!is_role(role) || !is_alive(role))
    return std::nullopt;
  const std::uint8_t rules = layout_->slot(role.slot).rules.load(std::memory_order_relaxed);
  if ((rules & rule_is_pool) == 0)
    return std::nullopt;
  return (rules & rule_by_key) != 0 ? dispatch::by_key : dispatch::by_load;
}

std::uint32_t region::joined(slot_id pool) const noexcept {
  return layout_->slot(pool).joined.load(std::memory_order_acquire); // pairs with join_pool
}

// A slot that is claimed anew leaves its pool before it gets its new epoch: between two equal ones the pool is of it.
std::vector<pool_member> region::members_of(address pool) const {
  std::vector<pool_member> all;
  for (const slot_id which : layout_->all_slots()) {
    const slot_entry& entry = layout_->slot(which);
    const std::uint32_t epoch = entry.epoch.load(std::memory_order_acquire); // pairs with begin_mailbox
    if (entry.pool.load(std::memory_order_acquire) != packed(pool))          // pairs with join_pool
      continue;
    const pool_member one{role_of(which, epoch), entry.place.load(std::memory_order_relaxed)};
    std::atomic_thread_fence(std::memory_order_acquire); // what was read before is not of a later claim
    if (entry.epoch.load(std::memory_order_relaxed) == epoch)
      all.push_back(one);
  }
  std::ranges::sort(all, {}, &pool_member::place);
  return all;
}

} // namespace troupe::rooms::mailbox

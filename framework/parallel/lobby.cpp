#include "parallel/lobby.hpp"

namespace troupe::rooms::parallel {

namespace {

objects::mutex_owner owner_numbered(std::uint32_t number) noexcept {
  return {objects::requester_bit | number, mailbox::house_slot};
}

} // namespace

objects::mutex_owner lobby::enter(const caf::actor_addr& who) {
  guest& one = guests_[who];
  if (one.count++ == 0)
    one.number = last_number_ = (last_number_ + 1) % objects::requester_bit;
  return owner_numbered(one.number);
}

objects::mutex_owner lobby::owner(const caf::actor_addr& who) const {
  const auto found = guests_.find(who);
  return found == guests_.end() ? objects::mutex_owner{} : owner_numbered(found->second.number);
}

void lobby::leave(const caf::actor_addr& who) {
  if (const auto found = guests_.find(who); found != guests_.end() && --found->second.count == 0)
    guests_.erase(found);
}

void lobby::begin_watch(objects::object_entry& of) {
  if (++watches_[&of] == 1)
    objects::begin_watch(of, mailbox::house_slot);
}

void lobby::end_watch(objects::object_entry& of) noexcept {
  const auto found = watches_.find(&of);
  if (found == watches_.end() || --found->second != 0)
    return;
  watches_.erase(found);
  objects::end_watch(of, mailbox::house_slot);
}

} // namespace troupe::rooms::parallel

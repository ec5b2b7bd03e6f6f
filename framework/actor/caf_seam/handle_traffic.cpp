#include "actor/caf_seam/handle_traffic.hpp"

#include "actor/caf_seam/asker.hpp"
#include "actor/caf_seam/switchboard.hpp"
#include "actor/host.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::actor {

thread_local handle_traffic* handle_traffic::present = nullptr;

void handle_traffic::leaves(caf::actor_control_block* actor, const message::party& who) {
  if (mailbox::is_role({who.slot, who.incarnation}))
    return; // its supervisor keeps it, not its handles
  const bool ours = mailbox::address{who.slot, who.incarnation} == board_.self();
  if (what_ == kind::sizing)
    met_third_process_ |= !ours && who.slot != peer_.slot;
  else if (what_ == kind::collecting)
    collected_.emplace_back(actor);
  else if (ours)
    board_.exported().pin(actor, peer_);
}

caf::strong_actor_ptr handle_traffic::arrives(const message::party& who) {
  caf::strong_actor_ptr found = board_.handle_from(who);
  if (for_role_ && found)
    collected_.push_back(found);
  return found;
}

} // namespace troupe::rooms::actor

namespace troupe::handles {

using namespace rooms;

place leave(caf::actor_control_block* actor) {
  if (actor == nullptr)
    return {};
  actor = actor::without_asker(actor);
  const message::party who = actor::party_of(*actor);
  if (who.actor == 0)
    throw type_mismatch("the handle of an actor of another CAF system cannot travel to another process");
  if (actor::handle_traffic* const traffic = actor::handle_traffic::now())
    traffic->leaves(actor, who);
  else
    actor::introduce_outside_frames(*actor);
  return {who.actor, who.incarnation, who.slot};
}

caf::strong_actor_ptr arrive(const place& where) {
  if (where.actor == 0)
    return nullptr;
  const message::party who{where.actor, where.incarnation, where.slot};
  if (actor::handle_traffic* const traffic = actor::handle_traffic::now())
    return traffic->arrives(who);
  return actor::adopt_outside_frames(who);
}

} // namespace troupe::handles

// What the switchboard does for roles: theirs that is led here, and requests and messages to those of others.
#include "actor/caf_seam/outbox.hpp"
#include "actor/caf_seam/pool_choice.hpp"
#include "actor/caf_seam/switchboard.hpp"
#include "actor/role.hpp"

namespace troupe::rooms::actor {

using mailbox::channel;
using message::frame_kind;
using message::party;

void switchboard::take_role(mailbox::address role, caf::strong_actor_ptr holder) {
  role_ = role;
  role_holder_ = std::move(holder);
}

void switchboard::send_to_slot(proxy& pool, caf::mailbox_element& what, bool is_exit) {
  if (is_exit)
    return note_refusal(pool,
                        bounce_of(errc::invalid_argument, "a pool is no actor that could end; send it to a slot"));
  mailbox::address chosen;
  try {
    chosen = pool.slots()->choose(what.content());
  } catch (const error& why) {
    return refuse(pool, what, bounce_of(why.code(), why.what()));
  }
  if (chosen.slot == mailbox::no_slot)
    return refuse(pool, what, bounce_of(errc::worker_lost, "all slots of the pool have ended for good"));
  const caf::strong_actor_ptr slot = find_or_make({role_actor, chosen.incarnation, chosen.slot});
  send(*as_proxy(slot.get()), what, false);
}

bool switchboard::is_down_and_fails(mailbox::address role) const {
  return mail_.where().rules_of(role.slot).fails_requests &&
         mail_.where().look(role.slot).state == mailbox::slot_state::down;
}

void switchboard::tell_lost(const party& asker, caf::message_id request, mailbox::address dead,
                            const std::string& why) {
  const bounce reason = bounce_of(errc::worker_lost, why);
  if (mailbox::address{asker.slot, asker.incarnation} == self_)
    return note_lost({exports_.find(asker.actor), request.response_id(), dead, reason});
  message::envelope head;
  head.kind = frame_kind::bounced;
  head.sender = {0, dead.incarnation, dead.slot};
  head.receiver = asker;
  head.message_id = request.response_id().integer_value();
  post(channel::control, head, type_entry_of<bounce>(), &reason);
}

bool switchboard::send_letter(const frame_words& refused) {
  const type_entry& type = type_entry_of<frame_words>();
  message::envelope head;
  head.kind = frame_kind::rejected;
  head.receiver = {0, mail_.where().look(mailbox::house_slot).incarnation, mailbox::house_slot};
  head.type = type.id;
  head.layout = type.layout;
  const std::size_t words = type.words(&refused);
  frame_words frame(message::envelope_words + words);
  const wire::word pointer = type.write(&refused, frame.data() + message::envelope_words);
  message::write_envelope(frame.data(), head, pointer, words);
  return mail_.try_send({head.receiver.slot, head.receiver.incarnation}, channel::data, source_of(frame)) ==
         mailbox::send_result::sent;
}

void switchboard::note_lost(lost_request&& one) {
  const std::scoped_lock hold{lost_lock_};
  lost_.push_back(std::move(one));
  has_lost_.store(true, std::memory_order_relaxed);
  mail_.wake();
}

std::vector<switchboard::lost_request> switchboard::take_lost() {
  std::vector<lost_request> all;
  if (!has_lost_.load(std::memory_order_relaxed))
    return all;
  const std::scoped_lock hold{lost_lock_};
  all.swap(lost_);
  has_lost_.store(false, std::memory_order_relaxed);
  return all;
}

void switchboard::fail_if_open(const lost_request& one) {
  if (one.requester && requests_.answered_for(key_of(one.requester->id(), one.answer), one.dead.slot))
    one.requester->get()->eq_impl(one.answer, nullptr, nullptr, to_error(one.why));
}

} // namespace troupe::rooms::actor

#include "actor/caf_seam/switchboard.hpp"

#include <algorithm>
#include <utility>

#include <caf/make_actor.hpp>

#include "actor/caf_seam/node.hpp"
#include "actor/caf_seam/outgoing.hpp"
#include "actor/caf_seam/refusal_ear.hpp"
#include "mailbox/status.hpp"
#include "os/fault_point.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::actor {

using mailbox::channel;
using message::frame_kind;
using message::party;

switchboard::switchboard(mailbox::endpoint& mail, requests& open, patience& waits)
  : mail_(mail), self_(mail.self()), requests_(open), patience_(waits), book_(mail.status(), waits), outbox_(mail) {}

switchboard::~switchboard() = default;

void switchboard::attach(caf::actor_system& system) { system_ = &system; }

void switchboard::detach_proxies() {
  role_holder_ = nullptr;
  book_.promises.forsake_all();
  while (proxies_.cool())
    ;
  proxies_.drop_kept();
  for (const caf::strong_actor_ptr& one : proxies_.all())
    as_proxy(one.get())->detach_from_board();
}

message::party party_of(const caf::actor_control_block& actor) noexcept {
  if (const proxy* const stand_in = as_proxy(const_cast<caf::actor_control_block*>(&actor)))
    return stand_in->party();
  const std::optional<mailbox::address> home = address_of(actor.node());
  return home ? party{actor.id(), home->incarnation, home->slot} : party{};
}

caf::error loss_of(const mailbox::region& where, mailbox::address who) {
  const mailbox::slot_view seen = where.look(who.slot);
  const bool is_it =
    mailbox::is_role(who) ? seen.first_life == mailbox::first_life_of(who) : seen.incarnation == who.incarnation;
  if (!is_it || seen.how.kind == ending_kind::running)
    return make_error(errc::worker_lost, "worker " + std::to_string(who.slot) + " is gone");
  return make_error(errc::worker_lost, text({who.slot, seen.name, seen.pid}, seen.how));
}

// -- handles ----------------------------------------------------------------------------------------

caf::strong_actor_ptr switchboard::make_proxy(const party& who) {
  const mailbox::address home{who.slot, who.incarnation};
  caf::actor_config config;
  auto made = caf::make_actor<proxy, caf::strong_actor_ptr>(who.actor, make_node(run_of(mail_.where()), home), system_,
                                                            config, *this, home);
  count(observe::counter::proxies);
  if (home == self_)
    as_proxy(made.get())->kill_proxy(nullptr, caf::make_error(caf::exit_reason::unreachable));
  else if (mail_.where().is_alive(home))
    meet(home);
  else
    as_proxy(made.get())->kill_proxy(nullptr, loss_of(mail_.where(), home));
  return made;
}

caf::strong_actor_ptr switchboard::find_or_make(const party& who) {
  const mailbox::address home{who.slot, who.incarnation};
  if (home == self_)
    if (caf::strong_actor_ptr local = exports_.find(who.actor))
      return local;
  return proxies_.find_or_make({who.actor, home}, [&] { return make_proxy(who); });
}

caf::strong_actor_ptr switchboard::handle_from(const party& who) {
  if (who.actor == 0)
    return nullptr;
  caf::strong_actor_ptr found = find_or_make(who);
  if (proxy* const stand_in = as_proxy(found.get()))
    stand_in->received(handle_traffic::is_for_role());
  return found;
}

caf::strong_actor_ptr switchboard::adopt(const party& who) {
  caf::strong_actor_ptr found = handle_from(who);
  if (const proxy* const stand_in = found ? as_proxy(found.get()) : nullptr)
    share(*stand_in, self_, 1);
  return found;
}

void switchboard::link_later(caf::strong_actor_ptr from, caf::strong_actor_ptr to, bool make) {
  const std::scoped_lock hold{links_lock_};
  late_links_.push_back({std::move(from), std::move(to), make});
  has_late_links_.store(true, std::memory_order_relaxed);
  mail_.wake();
}

void switchboard::make_late_links() {
  if (!has_late_links_.load(std::memory_order_relaxed))
    return;
  std::vector<late_link> links;
  {
    const std::scoped_lock hold{links_lock_};
    links.swap(late_links_);
    has_late_links_.store(false, std::memory_order_relaxed);
  }
  for (const late_link& one : links)
    one.make ? one.from->get()->add_link(one.to->get()) : one.from->get()->remove_link(one.to->get());
}

// -- to other processes -----------------------------------------------------------------------------

void switchboard::expect_answer(const proxy& to, const caf::mailbox_element& what) {
  if (what.mid.is_request() && what.sender && as_proxy(what.sender.get()) == nullptr)
    requests_.sent(what.sender.get(), what.mid, to.party());
}

void switchboard::send(proxy& to, caf::mailbox_element& what, bool is_exit) {
  if (to.slots() != nullptr)
    return send_to_slot(to, what, is_exit);
  std::optional<outgoing> message;
  try {
    message.emplace(*this, to, what, is_exit);
  } catch (const error& why) {
    if (is_exit)
      throw; // to who sends it otherwise
    return refuse(to, what, bounce_of(why.code(), why.what()));
  }
  if (to.is_role() && what.mid.is_request() && is_down_and_fails(to.home()))
    return refuse(to, what, bounce_of(errc::worker_lost, text(loss_of(mail_.where(), to.home()))));
  expect_answer(to, what);
  const bool goes_aside = is_put_aside(what);
  mailbox::send_result result = mailbox::send_result::full;
  if (!goes_aside)
    result = send_patiently(*message, to.home(), what.sender);
  else if (!outbox_.holds_for(to.home()))
    result = message->try_send();
  if (result == mailbox::send_result::refused && !what.mid.is_request())
    message->give_to_house();
  const bool is_short = result == mailbox::send_result::full || (is_exit && result == mailbox::send_result::no_memory);
  if ((goes_aside || is_exit) && is_short) { // nobody hears of an end that was refused
    message->put_aside();
    result = mailbox::send_result::sent;
  }
  finish(to, what, result);
}

// Where there is no room for it, instead of waiting.
bool switchboard::is_put_aside(const caf::mailbox_element& what) const noexcept {
  if (!patience_.may_wait())
    return true;
  return patience_.never_waits() && !what.mid.is_request() && !refusal_ear::is_there_for_full();
}

mailbox::send_result switchboard::send_patiently(outgoing& message, mailbox::address to,
                                                 const caf::strong_actor_ptr& sender) {
  mailbox::send_result result = message.try_send();
  if (result != mailbox::send_result::full)
    return result;
  // CAF calls blocking actors detached too, but what they run is plain code.
  const bool on_own_thread = sender && sender->get()->getf(caf::abstract_actor::is_detached_flag) &&
                             !sender->get()->getf(caf::abstract_actor::is_blocking_flag);
  // Who lets go of something does not stand still, though it may make no room yet: that of an older ring.
  os::time_point since = os::clock::now();
  std::uint64_t freed = mail_.freed_by(to);
  while (result == mailbox::send_result::full && patience_.wait_for_space(to, since, on_own_thread)) {
    if (std::exchange(freed, mail_.freed_by(to)) != freed)
      since = os::clock::now();
    result = message.try_send();
  }
  return result;
}

void switchboard::finish(const proxy& to, const caf::mailbox_element& what, mailbox::send_result result) {
  switch (result) {
  case mailbox::send_result::sent: return sent(to, what);
  case mailbox::send_result::full:
    return refuse(to, what,
                  bounce_of(errc::mailbox_full, patience_.never_waits()
                                                  ? "the receiver's mailbox is full"
                                                  : "the receiver has not read its mail for too long; "
                                                    "send less at a time, or wait for answers"));
  case mailbox::send_result::refused:
    return refuse(to, what,
                  bounce_of(errc::mailbox_full, "as much waits for the receiver as its mailbox takes, and it lets "
                                                "nobody wait (overflow = \"reject\")"));
  case mailbox::send_result::peer_gone:
    // Requests of this process are answered when all that the peer still had to say has been read.
    count(observe::counter::dead_sends);
    if (refusal_ear::is_there())
      refusal_ear::hear(loss_of(mail_.where(), to.home()));
    if (what.mid.is_request() && what.sender && as_asker(what.sender.get()) != nullptr)
      refuse(to, what, bounce_of(errc::worker_lost, text(loss_of(mail_.where(), to.home()))));
    return suspect(to.home());
  case mailbox::send_result::no_memory:
    return refuse(to, what,
                  bounce_of(errc::no_resource, "the memory for mail is used up; raise "
                                               "system_options.memory, or send less at a time"));
  case mailbox::send_result::too_large:
    return refuse(to, what,
                  bounce_of(errc::invalid_argument, "the message is too large for any mailbox; send it in parts"));
  }
}

void switchboard::sent(const proxy& to, const caf::mailbox_element& what) {
  if (!what.mid.is_request() || !what.sender)
    return;
  if (const proxy* const elsewhere = as_proxy(what.sender.get())) {
    os::pass_fault_point("actor.delegate.sent");
    message::envelope head;
    head.kind = frame_kind::moved;
    head.sender = to.party();
    head.receiver = elsewhere->party();
    head.message_id = what.mid.integer_value();
    post(channel::data, head);
  }
  settle_asker(what.sender);
}

void switchboard::refuse(const proxy& to, const caf::mailbox_element& what, const bounce& why) {
  if (what.mid.is_response())
    return answer(to.party(), what.mid, why);
  if (!what.mid.is_request() || !what.sender)
    return note_refusal(to, why);
  settle_asker(what.sender);
  if (as_proxy(what.sender.get()) != nullptr)
    return answer(party_of(*what.sender), what.mid.response_id(), why);
  if (party_of(*what.sender).actor != 0) // one of this system
    requests_.answered(key_of(what.sender->id(), what.mid));
  what.sender->get()->eq_impl(what.mid.response_id(), nullptr, nullptr, to_error(why));
}

// The sender of a message that asks for nothing hears nothing, as a rule; whoever runs the program does.
void switchboard::note_refusal(const proxy& to, const bounce& why) {
  if (refusal_ear::is_there())
    refusal_ear::hear(to_error(why));
  count(observe::counter::refused_sends);
  if (logger().enabled(level::warning))
    logger().warning("a message to actor " + std::to_string(to.id()) + " of worker " + std::to_string(to.home().slot) +
                     " was not sent: " + why.text);
}

void switchboard::note_unsent(const std::exception_ptr& why) {
  count(observe::counter::refused_sends);
  logger().warning("a delayed message was not sent: " + text(make_error(why)));
}

void switchboard::count(observe::counter which) noexcept { observe::counters{mail_.status().counters}.add(which); }

void switchboard::answer(const party& asker, caf::message_id answer, const bounce& why) {
  if (asker.slot == self_.slot && asker.incarnation == self_.incarnation) {
    requests_.answered(key_of(asker.actor, answer));
    if (const caf::strong_actor_ptr here = exports_.find(asker.actor))
      here->get()->eq_impl(answer, nullptr, nullptr, to_error(why));
    return;
  }
  message::envelope head;
  head.kind = frame_kind::bounced;
  head.receiver = asker;
  head.message_id = answer.integer_value();
  post(channel::control, head, type_entry_of<bounce>(), &why);
}

void switchboard::tell(const proxy& to, frame_kind what, caf::actor_control_block* from) {
  message::envelope head;
  head.kind = what;
  head.receiver = to.party();
  head.sender = {0, self_.incarnation, self_.slot};
  if (from != nullptr) {
    head.sender = party_of(*from);
    exports_.pin(from, to.home());
  }
  post(channel::control, head);
}

void switchboard::share(const proxy& of, mailbox::address with, std::int64_t count) {
  if (of.is_role())
    return;
  message::envelope head;
  head.kind = frame_kind::shared;
  head.sender = {0, with.incarnation, with.slot};
  head.receiver = of.party();
  head.message_id = static_cast<std::uint64_t>(count);
  post(channel::data, head);
}

void switchboard::want_withdrawals(std::uint64_t actor, bool wants) {
  if (wants)
    wants_withdrawals_.insert(actor);
  else
    wants_withdrawals_.erase(actor);
}

void switchboard::withdraw(const failed_request& late) {
  if (late.holder.slot == mailbox::no_slot)
    return;
  message::envelope head;
  head.kind = frame_kind::withdrawn;
  head.sender = {late.actor, self_.incarnation, self_.slot};
  head.receiver = late.holder;
  head.message_id = late.answer.request_id().integer_value();
  post(channel::data, head); // where the request went: before what the requester does next
}

void switchboard::post(channel by, const message::envelope& head) {
  frame_words frame(message::envelope_words);
  message::write_envelope(frame.data(), head, wire::struct_pointer(0, 0, 0), 0);
  const mailbox::address to{head.receiver.slot, head.receiver.incarnation};
  if (!outbox_.post(to, by, std::move(frame)))
    suspect(to);
}

void switchboard::post(channel by, message::envelope head, const type_entry& type, const void* value) {
  const mailbox::address to{head.receiver.slot, head.receiver.incarnation};
  handle_traffic traffic{*this, to, handle_traffic::kind::sizing};
  const std::size_t words = type.words(value);
  head.type = type.id;
  head.layout = type.layout;
  traffic.set(handle_traffic::kind::writing);
  frame_words frame(message::envelope_words + words);
  const wire::word pointer = type.write(value, frame.data() + message::envelope_words);
  message::write_envelope(frame.data(), head, pointer, words);
  if (!outbox_.post(to, by, std::move(frame)))
    suspect(to);
}

// -- peers ------------------------------------------------------------------------------------------

// Under `peers_lock_`.
switchboard::peer_seen& switchboard::seen(mailbox::address peer) {
  const auto known = std::ranges::find(peers_, peer, &peer_seen::who);
  return known != peers_.end() ? *known : peers_.emplace_back(peer_seen{peer});
}

void switchboard::meet(mailbox::address peer) {
  if (peer.slot >= mail_.where().slots())
    return; // bytes of a peer name it
  const std::scoped_lock hold{peers_lock_};
  seen(peer);
}

void switchboard::hear(mailbox::address peer) {
  const std::scoped_lock hold{peers_lock_};
  seen(peer).in_touch = true;
}

// A death is told to those who share a lane with the dead, so there has to be one. It is made by giving back no
// handle at all; a peer that is over by now is noticed by that.
void switchboard::stay_in_touch_with(mailbox::address peer) {
  {
    const std::scoped_lock hold{peers_lock_};
    if (std::exchange(seen(peer).in_touch, true) || peer == self_)
      return;
  }
  message::envelope head;
  head.kind = frame_kind::release;
  head.sender = {0, self_.incarnation, self_.slot};
  head.receiver = {0, peer.incarnation, peer.slot};
  post(channel::data, head);
}

std::vector<mailbox::address> switchboard::take_dead_peers() {
  std::vector<mailbox::address> dead;
  const std::scoped_lock hold{peers_lock_};
  std::erase_if(peers_, [&](const peer_seen& peer) {
    const bool over = !mail_.where().is_alive(peer.who);
    if (over)
      dead.push_back(peer.who);
    return over;
  });
  return dead;
}

// Met again, because it may be buried already: then what this thread has begun meanwhile is seen to by the next burial.
void switchboard::suspect(mailbox::address peer) {
  meet(peer);
  suspicion_.store(true, std::memory_order_relaxed);
  mail_.wake();
}

void switchboard::bury(mailbox::address peer, const caf::error& reason) {
  for (const caf::strong_actor_ptr& one : proxies_.all_of(peer))
    as_proxy(one.get())->kill_proxy(nullptr, reason);
  os::pass_fault_point("actor.bury.told");
  for (const failed_request& one : requests_.take_lost(peer))
    if (const caf::strong_actor_ptr requester = one.requester.lock())
      requester->get()->eq_impl(one.answer, nullptr, nullptr, reason);
  exports_.drop(peer);
  book_.promises.drop(peer);
  outbox_.drop(peer);
}

} // namespace troupe::rooms::actor

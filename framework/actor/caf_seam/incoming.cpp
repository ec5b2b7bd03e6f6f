#include "actor/caf_seam/incoming.hpp"

#include <caf/default_attachable.hpp>

#include "actor/any_message.hpp"
#include "actor/caf_seam/handle_traffic.hpp"
#include "actor/caf_seam/types.hpp"
#include "message/elements.hpp"
#include "message/reader_around.hpp"
#include "objects/table.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::actor {

using message::frame_kind;
using message::opened;

namespace {

mailbox::address home_of(const message::party& who) noexcept { return {who.slot, who.incarnation}; }

payload_source payload_of(const opened& frame) noexcept { return {frame.segment, frame.payload_at}; }

// Null for what is not sent to the role that is led here.
caf::local_actor* leader_of(const switchboard& board) noexcept {
  return handle_traffic::is_for_role() ? static_cast<caf::local_actor*>(board.role_holder()->get()) : nullptr;
}

// Of a message that nobody gets.
void give_up_what_was_read() noexcept {
  if (objects::table* const in = objects::find_current_table())
    objects::settle(*in, handle_traffic::now()->take_flights());
}

// An end is told though its reason cannot be read here: it may hold values of types that this process does not know.
caf::error unreadable_reason() {
  return make_error(errc::decode_error, "the actor has ended for a reason that this process cannot read");
}

caf::mailbox_element_ptr unreadable_exit(const caf::strong_actor_ptr& who) {
  return caf::make_mailbox_element(who, caf::make_message_id(), {},
                                   caf::exit_msg{caf::actor_cast<caf::actor_addr>(who), unreadable_reason()});
}

template <class T>
std::optional<T> read_payload(const opened& frame) {
  const type_entry& type = type_entry_of<T>();
  if (frame.what.type != type.id)
    return std::nullopt;
  alignas(T) std::byte room[sizeof(T)];
  if (!type.read(payload_of(frame), room))
    return std::nullopt;
  T& value = *std::launder(reinterpret_cast<T*>(room));
  std::optional<T> out{std::move(value)};
  value.~T();
  return out;
}

/// The actor tells processes that asked for it how it ended.
class end_teller final : public caf::attachable {
public:
  end_teller(switchboard& board, std::uint64_t actor) : board_(board), actor_(actor) {}
  void actor_exited(const caf::error& reason, caf::execution_unit*) override {
    for (const mailbox::address whom : board_.exported().take_watchers(actor_))
      board_.tell_end(whom, actor_, reason);
  }

private:
  switchboard& board_;
  const std::uint64_t actor_;
};

} // namespace

incoming::~incoming() {
  for (mailbox::record& each : not_taken_)
    each.leave();
}

void incoming::on_record(mailbox::inbound&& in) {
  const std::optional<opened> frame = message::open_envelope(in.words);
  if (!frame)
    return bad_frame(in.from, "no envelope");
  if (in.from != last_from_)
    board_.hear(last_from_ = in.from);
  handle_traffic traffic{board_, in.from, handle_traffic::kind::reading};
  if (mailbox::is_role(home_of(frame->what.receiver)))
    traffic.set_for_role();
  const bool waits = board_.is_intake_closed() && frame->what.kind == frame_kind::send;
  if (waits && home_of(frame->what.receiver) == board_.role())
    return not_taken_.push_back(std::move(in.claim));
  switch (frame->what.kind) {
  case frame_kind::send:
  case frame_kind::exit: return deliver(*frame, in);
  case frame_kind::monitor: return on_watch(*frame, in.from);
  case frame_kind::link:
  case frame_kind::unlink: return on_link(*frame, in.from);
  case frame_kind::down: return on_end(*frame);
  case frame_kind::release:
  case frame_kind::shared:
  case frame_kind::moved:
  case frame_kind::demonitor: return on_note(*frame, in.from);
  case frame_kind::bounced: return on_bounced(*frame);
  case frame_kind::withdrawn: return on_withdrawn(*frame);
  case frame_kind::rejected: return on_rejected(*frame, in.from);
  }
}

// About an actor by its id, which is another actor's in another life of this slot.
void incoming::on_note(const opened& frame, mailbox::address from) {
  if (home_of(frame.what.receiver) != board_.self())
    return;
  switch (frame.what.kind) {
  case frame_kind::moved: return on_moved(frame);
  case frame_kind::demonitor: return board_.exported().unwatch(frame.what.receiver.actor, from);
  default: return on_count(frame, frame.what.kind == frame_kind::release);
  }
}

void incoming::on_bad_lane(mailbox::address from, const char* what) { bad_frame(from, what); }

void incoming::bad_frame(mailbox::address from, const char* what) {
  board_.count(observe::counter::bad_frames);
  if (logger().enabled(level::warning))
    logger().warning("worker " + std::to_string(from.slot) + " sent bytes that are no message: " + what);
}

// -- messages ---------------------------------------------------------------------------------------

caf::strong_actor_ptr incoming::receiver_of(const opened& frame) const {
  const message::party& who = frame.what.receiver;
  if (mailbox::is_role(home_of(who)))
    return home_of(who) == board_.role() ? board_.role_holder() : nullptr;
  const bool ours =
    who.slot == board_.self().slot && (who.incarnation == 0 || who.incarnation == board_.self().incarnation);
  return ours ? board_.exported().find(who.actor) : nullptr;
}

// CAF looks into what it takes for parts of streams as if it were such; those do not cross processes.
void incoming::deliver(const opened& frame, mailbox::inbound& in) {
  const caf::message_id id{frame.what.message_id};
  if (id.is_stream_message())
    return bad_frame(in.from, "a part of a stream");
  if (id.is_request() && frame.what.sender.actor == 0)
    return bad_frame(in.from, "a request of nobody");
  const caf::strong_actor_ptr receiver = receiver_of(frame);
  if (!receiver)
    return refuse(frame, bounce_of(errc::none, {}));
  // Nobody waits for it any more: timed out, or the answer of a process that was given up.
  if (id.is_response() && !board_.open_requests().answered(key_of(receiver->id(), id)))
    return;
  const caf::strong_actor_ptr sender = sender_of(frame);
  const bool of_any_type = receiver->get()->getf(takes_any_type_flag);
  caf::mailbox_element_ptr element = try_make_element(frame, sender, in, of_any_type);
  if (!element) {
    give_up_what_was_read();
    settle_asker(sender); // it has been told why
    if (frame.what.kind == frame_kind::exit && frame.what.type == type_entry_of<caf::exit_msg>().id)
      hand_over_exit(unreadable_exit(sender), receiver);
    return;
  }
  static_cast<claimed_element&>(*element).keep(*handle_traffic::now());
  if (frame.what.kind == frame_kind::exit)
    return hand_over_exit(std::move(element), receiver);
  receiver->enqueue(std::move(element), &unit_);
}

void incoming::hand_over_exit(caf::mailbox_element_ptr exit, const caf::strong_actor_ptr& receiver) {
  forget_link(*exit, receiver.get());
  receiver->enqueue(std::move(exit), &unit_);
}

// For a request, an asker; the caller keeps it until it knows that there is an element.
caf::strong_actor_ptr incoming::sender_of(const opened& frame) {
  const caf::message_id id{frame.what.message_id};
  caf::strong_actor_ptr sender = board_.handle_from(frame.what.sender);
  return id.is_request() && sender ? make_asker(board_, std::move(sender), id) : sender;
}

// Codecs and constructors are the user's, and memory may be short: it costs the sender an error.
caf::mailbox_element_ptr incoming::try_make_element(const opened& frame, const caf::strong_actor_ptr& sender,
                                                    mailbox::inbound& in, bool of_any_type) try {
  return make_element(frame, sender, in, of_any_type);
} catch (...) {
  bad_frame(in.from, "a value that cannot be made");
  refuse(frame,
         bounce_of(errc::decode_error, "the message could not be read: " + text(make_error(std::current_exception()))));
  return nullptr;
}

caf::mailbox_element_ptr incoming::make_element(const opened& frame, const caf::strong_actor_ptr& sender,
                                                mailbox::inbound& in, bool of_any_type) {
  delivery about{sender,           caf::message_id{frame.what.message_id}, {}, frame.what.sender, std::move(in.claim),
                 leader_of(board_)};
  if (frame.what.type == message::elements_type)
    return make_from_elements(frame, std::move(about));
  if (frame.what.type == 0)
    return receive_message({}, std::move(about), board_.book());
  const type_entry* const type = find_type(frame.what.type);
  const bool can_take = type != nullptr && (of_any_type || can_receive(*type));
  if (!can_take || type->layout != frame.what.layout) {
    const std::uint32_t layout = can_take ? type->layout : 0;
    refuse(frame, {static_cast<std::uint8_t>(errc::type_mismatch), frame.what.type, layout,
                   "worker " + std::to_string(board_.self().slot) + " cannot take the message"});
    return nullptr;
  }
  caf::mailbox_element_ptr element = receive_value(*type, payload_of(frame), std::move(about), board_.book());
  if (!element) {
    bad_frame(in.from, "a value that cannot be read");
    refuse(frame, bounce_of(errc::decode_error, "the value of '" + std::string{type->name} + "' could not be read"));
  }
  return element;
}

caf::mailbox_element_ptr incoming::make_from_elements(const opened& frame, delivery&& about) {
  std::optional<message::opened_elements> all = message::open_elements(payload_of(frame));
  if (!all) {
    refuse(frame, bounce_of(errc::decode_error, "the message could not be read"));
    return nullptr;
  }
  std::vector<caf::type_erased_value_ptr> parts;
  wire::reader whole{frame.segment}; // all together are no more than the frame can pay for
  for (const message::opened_element& one : all->elements) {
    const wire::reading_within shared{whole};
    caf::type_erased_value_ptr value = receive_boxed(one.type, one.layout, one.source);
    if (!value) {
      refuse(frame, {static_cast<std::uint8_t>(errc::type_mismatch), one.type, 0,
                     "worker " + std::to_string(board_.self().slot) + " cannot take the message"});
      return nullptr;
    }
    parts.push_back(std::move(value));
  }
  for (const message::party& stage : all->stages)
    about.stages.push_back(handle_traffic::now()->arrives(stage));
  return receive_message(join(std::move(parts)), std::move(about), board_.book());
}

void incoming::refuse(const opened& frame, const bounce& why) {
  const caf::message_id id{frame.what.message_id};
  if (id.is_request() && frame.what.sender.actor != 0)
    return board_.answer(frame.what.sender, id.response_id(), why);
  if (why.code == 0)
    return; // a message for an actor that has ended
  board_.count(observe::counter::bad_frames);
  const caf::strong_actor_ptr receiver = id.is_response() ? receiver_of(frame) : nullptr;
  if (receiver)
    receiver->get()->eq_impl(id, nullptr, &unit_, to_error(why));
  else if (logger().enabled(level::warning))
    logger().warning("a message was dropped: " + text(to_error(why)));
}

// The exit message is the link's end on this side too.
void incoming::forget_link(caf::mailbox_element& exit, caf::actor_control_block* receiver) {
  const claimed_element::glance not_a_handler;
  const auto& content = exit.content();
  if (!content.match_elements<caf::exit_msg>())
    return;
  const auto source = caf::actor_cast<caf::strong_actor_ptr>(content.get_as<caf::exit_msg>(0).source);
  if (source && as_proxy(source.get()) != nullptr)
    source->get()->detach(caf::default_attachable::observe_token{receiver->address(), caf::default_attachable::link});
}

// -- news of actors ---------------------------------------------------------------------------------

void incoming::on_watch(const opened& frame, mailbox::address from) {
  const caf::strong_actor_ptr receiver = receiver_of(frame);
  if (!receiver)
    return board_.tell_end(from, frame.what.receiver.actor, caf::make_error(caf::exit_reason::unreachable));
  if (board_.exported().watch(receiver.get(), from))
    receiver->get()->attach(caf::attachable_ptr{new end_teller{board_, receiver->id()}});
}

void incoming::on_link(const opened& frame, mailbox::address from) {
  const bool make = frame.what.kind == frame_kind::link;
  const caf::strong_actor_ptr source = board_.handle_from(frame.what.sender);
  const caf::strong_actor_ptr receiver = receiver_of(frame);
  if (!source || frame.what.receiver.actor == 0)
    return bad_frame(from, "a link with nobody");
  if (!receiver && make) {
    const auto reason = caf::make_error(caf::exit_reason::remote_link_unreachable);
    const auto gone = board_.handle_from(frame.what.receiver);
    source->get()->eq_impl(caf::make_message_id(), nullptr, &unit_, caf::exit_msg{gone->address(), reason});
  } else if (receiver && receiver != source) {
    const on_behalf_of_peer quiet;
    make ? receiver->get()->add_link(source->get()) : receiver->get()->remove_link(source->get());
  }
}

void incoming::on_end(const opened& frame) {
  const message::party& who = frame.what.sender;
  if (frame.what.type != type_entry_of<caf::error>().id)
    return bad_frame(home_of(who), "an end without a reason");
  const std::optional<caf::error> reason = read_payload<caf::error>(frame);
  if (!reason)
    bad_frame(home_of(who), "a reason that cannot be read");
  if (const caf::strong_actor_ptr ended = board_.known().find({who.actor, home_of(who)}))
    as_proxy(ended.get())->kill_proxy(&unit_, reason ? *reason : unreadable_reason());
}

void incoming::on_count(const opened& frame, bool given_back) {
  const auto count = static_cast<std::int64_t>(frame.what.message_id);
  const mailbox::address holder = home_of(frame.what.sender);
  if (!given_back && !board_.mail().where().is_alive(holder))
    return; // what it held has been dropped already, or will be with it
  if (!given_back)
    board_.stay_in_touch_with(holder);
  board_.exported().add(frame.what.receiver.actor, holder, given_back ? -count : count);
}

// No actor has the number 0, which stands for an empty place among the requests.
void incoming::on_moved(const opened& frame) {
  if (frame.what.receiver.actor == 0)
    return;
  const mailbox::address holder = home_of(frame.what.sender);
  const request_key which = key_of(frame.what.receiver.actor, caf::message_id{frame.what.message_id});
  if (holder == board_.self())
    return board_.open_requests().settled_here(which);
  if (!board_.open_requests().moved(which, frame.what.sender))
    return;
  board_.meet(holder);
  if (!board_.mail().where().is_alive(holder))
    board_.suspect(holder);
}

void incoming::on_withdrawn(const opened& frame) {
  const message::party& requester = frame.what.sender;
  const caf::strong_actor_ptr holder = receiver_of(frame);
  if (holder && board_.wants_withdrawals(holder->id()))
    holder->enqueue(nullptr, caf::make_message_id(),
                    caf::make_message(withdrawn_request{home_of(requester), requester.actor, frame.what.message_id}),
                    &unit_); // behind the request, which may be in its mailbox still
}

void incoming::on_rejected(const opened& frame, mailbox::address from) {
  std::optional<std::vector<std::uint64_t>> letter = read_payload<std::vector<std::uint64_t>>(frame);
  if (!letter)
    return bad_frame(from, "a dead letter without a message");
  board_.take_letter(std::move(*letter));
}

void incoming::on_bounced(const opened& frame) {
  const std::optional<bounce> why = read_payload<bounce>(frame);
  const caf::message_id id{frame.what.message_id};
  const caf::strong_actor_ptr requester = receiver_of(frame);
  if (!why)
    return bad_frame(home_of(frame.what.sender), "a refusal without a reason");
  if (frame.what.sender.slot != mailbox::no_slot)
    return board_.note_lost({requester, id, home_of(frame.what.sender), *why});
  if (requester && board_.open_requests().answered(key_of(requester->id(), id)))
    requester->get()->eq_impl(id, nullptr, &unit_, to_error(*why));
}

} // namespace troupe::rooms::actor

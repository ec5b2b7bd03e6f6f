#include "actor/caf_seam/outgoing.hpp"

#include <algorithm>

#include "actor/caf_seam/switchboard.hpp"
#include "actor/caf_seam/types.hpp"
#include "actor/relayed_value.hpp"
#include "objects/table.hpp"

namespace troupe::rooms::actor {
namespace {

using message::envelope_words;

constexpr std::uint64_t empty_payload = wire::struct_pointer(0, 0, 0);

// Null when nobody is to be answered. An actor of a CAF system that is not troupe's has no address.
caf::actor_control_block* sender_of(const caf::mailbox_element& what) {
  caf::actor_control_block* const who = what.sender ? without_asker(what.sender.get()) : nullptr;
  if (who == nullptr || party_of(*who).actor != 0)
    return who;
  if (what.mid.is_request())
    throw invalid_argument("an actor of another CAF system asks, and could not be answered; let one of troupe's ask");
  return nullptr;
}

} // namespace

outgoing::outgoing(switchboard& board, proxy& to, caf::mailbox_element& what, bool is_exit)
  : board_(board), to_(to), sender_(sender_of(what)), traffic_(board, to.home(), handle_traffic::kind::sizing) {
  if (what.mid.is_stream_message())
    throw type_mismatch("streams of CAF do not cross processes; send the elements as messages");
  head_.receiver = to.party();
  head_.message_id = what.mid.integer_value();
  head_.kind = is_exit ? message::frame_kind::exit : message::frame_kind::send;
  if (sender_ != nullptr) {
    head_.sender = party_of(*sender_);
    traffic_.leaves(sender_, head_.sender);
  }
  set_payload(what.content(), what.stages);
  if (traffic_.met_third_process() || !what.stages.empty())
    make_frame(what.stages);
}

outgoing::~outgoing() {
  if (announced_)
    announce(-1);
  if (objects::table* const in = objects::find_current_table())
    objects::settle(*in, traffic_.take_flights());
}

void outgoing::left() noexcept {
  announced_ = false;
  static_cast<void>(traffic_.take_flights());
}

const type_entry& outgoing::type_at(const caf::type_erased_tuple& content, std::size_t i) {
  const caf::rtti_pair type = content.type(i);
  const type_entry* const known = entry_of(type);
  if (known == nullptr)
    throw type_mismatch(name_of(type) + " cannot travel to another process; it means something in its own alone");
  return *known;
}

void outgoing::set_payload(caf::type_erased_tuple& content, const caf::mailbox_element::forwarding_stack& stages) {
  if (content.size() == 1 && stages.empty())
    set_one(content);
  else if (content.size() != 0 || !stages.empty())
    set_several(content, stages);
}

void outgoing::set_one(caf::type_erased_tuple& content) {
  type_ = &type_at(content, 0);
  value_ = content.get(0);
  if (type_ == &type_entry_of<relayed_value>())
    return set_relayed(*static_cast<const relayed_value*>(value_));
  head_.type = type_->id;
  head_.layout = type_->layout;
  words_ = type_->words(value_);
}

void outgoing::set_relayed(const relayed_value& what) {
  type_ = nullptr;
  relayed_ = &what;
  head_.type = what.type;
  head_.layout = what.layout;
  words_ = what.words.empty() ? 0 : what.words.size() - 1;
}

void outgoing::set_several(caf::type_erased_tuple& content, const caf::mailbox_element::forwarding_stack& stages) {
  for (std::size_t i = 0; i < content.size(); ++i)
    elements_.push_back({&type_at(content, i), content.get(i)});
  for (const caf::strong_actor_ptr& stage : stages)
    stages_.push_back(party_of(*stage));
  head_.type = message::elements_type;
  words_ = message::elements_words(elements_, stages_);
}

void outgoing::write(std::uint64_t* out) const {
  std::uint64_t pointer = empty_payload;
  if (type_ != nullptr)
    pointer = type_->write(value_, out + envelope_words);
  else if (relayed_ != nullptr && words_ != 0)
    pointer = write_relayed(out + envelope_words);
  else if (head_.type == message::elements_type)
    pointer = message::write_elements(elements_, stages_, out + envelope_words);
  message::write_envelope(out, head_, pointer, words_);
}

// Pointers are relative: the payload is the same words wherever it lies.
std::uint64_t outgoing::write_relayed(std::uint64_t* out) const {
  std::ranges::copy(relayed_->words.begin() + 1, relayed_->words.end(), out);
  return relayed_->words.front();
}

void outgoing::make_frame(const caf::mailbox_element::forwarding_stack& stages) {
  traffic_.set(handle_traffic::kind::collecting);
  if (sender_ != nullptr)
    traffic_.leaves(sender_, head_.sender);
  for (const caf::strong_actor_ptr& stage : stages)
    traffic_.leaves(stage.get(), party_of(*stage));
  frame_.resize(envelope_words + words_);
  write(frame_.data());
}

// Owners of handles count them for the receiver before it can have them: by then this process's own
// handle still keeps the actor, and what it gives back later comes after this in the same lane.
void outgoing::announce(std::int64_t count) {
  for (const caf::strong_actor_ptr& one : traffic_.collected())
    if (proxy* const third = as_proxy(one.get()))
      board_.share(*third, to_.home(), count);
    else
      board_.exported().pin(one.get(), to_.home(), count);
}

mailbox::send_result outgoing::try_send() { return frame_.empty() ? try_send_in_place() : try_send_frame(); }

mailbox::send_result outgoing::try_send_frame() {
  if (!std::exchange(announced_, true))
    announce(1);
  const auto result = board_.mail().try_send(to_.home(), mailbox::channel::data, source_of(frame_));
  if (result == mailbox::send_result::sent)
    left();
  return result;
}

mailbox::send_result outgoing::try_send_in_place() {
  const mailbox::address sent_by{head_.sender.slot, head_.sender.incarnation};
  const bool counted = sender_ != nullptr && sent_by == board_.self();
  if (counted)
    board_.exported().pin(sender_, to_.home());
  traffic_.set(handle_traffic::kind::writing);
  const bool is_answer = caf::message_id{head_.message_id}.is_response();
  const mailbox::frame_source frame{envelope_words + words_, &write_into, this};
  const auto take_back = [&] {
    if (counted)
      board_.exported().pin(sender_, to_.home(), -1);
  };
  try {
    const auto result = board_.mail().try_send(to_.home(), mailbox::channel::data, frame, is_answer);
    result == mailbox::send_result::sent ? left() : take_back();
    return result;
  } catch (...) { // of a user's codec
    take_back();
    throw;
  }
}

// What handles are in it stay counted for the role, to which it may be sent again.
void outgoing::give_to_house() {
  if (frame_.empty())
    make_frame({});
  if (!std::exchange(announced_, true))
    announce(1);
  if (board_.send_letter(frame_))
    left();
}

void outgoing::put_aside() {
  if (frame_.empty())
    make_frame({});
  announce(1);
  if (!board_.waiting_frames().post(to_.home(), mailbox::channel::data, std::move(frame_)))
    board_.suspect(to_.home()); // to which handles were counted just now
  left();
}

} // namespace troupe::rooms::actor

#include "mailbox/endpoint.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "mailbox/inbox.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/outbound_lane.hpp"
#include "mailbox/per_slot.hpp"
#include "mailbox/role.hpp"
#include "os/coarse_clock.hpp"
#include "os/poll.hpp"
#include "os/populate.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::mailbox {
namespace {

// Until that is asked for again whose return nobody rings for: memory that is short, room in older rings of a lane.
constexpr os::duration blind_rest = std::chrono::milliseconds(5);

} // namespace

struct endpoint::state {
  state(std::shared_ptr<region> where, address own);

  std::shared_ptr<region> memory;
  region::layout& in;
  address self;
  bell own_bell;
  os::mapping own_directory;
  os::mapping own_status;

  // sending: any thread
  writer_side writing;
  std::mutex lanes_guard;
  std::vector<std::unique_ptr<outbound_lane>> lanes_owned;
  per_slot<std::atomic<outbound_lane*>> lanes; ///< by receiver; made once, never unmade
  std::atomic<bool> has_woken{false};

  // receiving: the pump
  reader_side reading;
  inbox received;
  std::uint64_t made_room_at = 0; ///< tick of the coarse clock

  [[nodiscard]] lane_entry& own_entry(slot_id to) noexcept {
    return reinterpret_cast<lane_entry*>(own_directory.data())[to];
  }
  [[nodiscard]] slot_status& status() noexcept { return *reinterpret_cast<slot_status*>(own_status.data()); }
  [[nodiscard]] outbound_lane* known_outbound(slot_id to) const noexcept;
  [[nodiscard]] outbound_lane& outbound_to(slot_id to);
  void ring(slot_id whom) noexcept;
  [[nodiscard]] bool is_announced() const noexcept;

  void wait_for_head(outbound_lane& lane, os::time_point deadline);
  /// Or until there is mail, if the caller is the pump.
  template <class Condition>
  void sleep_until(const Condition& condition, os::time_point deadline);

  void inherit();
  void reclaim();
  void shrink(bool only_unused);
};

endpoint::state::state(std::shared_ptr<region> where, address own)
  : memory(std::move(where)), in(memory->inside()), self(own), own_bell(in.bell_of(own.slot)),
    own_directory(in.mail, range_of(own.slot), directory_bytes, os::access::read_write),
    own_status(in.control, in.plan.status + own.slot * status_bytes, status_bytes, os::access::read_write),
    writing(in, own, status()), reading(in, own), received(writing, reading, own_entry(own.slot).control) {
  os::populate(own_directory, os::access::read_write);
  os::populate(own_status, os::access::read_write);
  inherit();
}

// Whatever lies in the range was left by earlier incarnations; a first one finds nothing.
void endpoint::state::inherit() {
  if (self.incarnation == reading.epoch)
    return;
  status().doing.since.store(0, std::memory_order_relaxed); // the life before had that in hand
  for (const slot_id to : in.all_slots())
    if (own_entry(to).data.load(std::memory_order_relaxed) != 0 ||
        (to != self.slot && own_entry(to).control.load(std::memory_order_relaxed) != 0))
      outbound_to(to).inherit();
  received.inherit();
  writing.rings.sweep();
  writing.blocks.sweep();
  own_bell.call(attention_slots); // peers may have changed while nobody was here to look
}

outbound_lane* endpoint::state::known_outbound(slot_id to) const noexcept {
  const auto* const place = lanes.find(to);
  return place != nullptr ? place->load(std::memory_order_acquire) : nullptr;
}

outbound_lane& endpoint::state::outbound_to(slot_id to) {
  if (outbound_lane* const known = known_outbound(to))
    return *known;
  const std::scoped_lock hold{lanes_guard};
  if (outbound_lane* const known = known_outbound(to))
    return *known;
  lanes_owned.push_back(std::make_unique<outbound_lane>(writing, to, own_entry(to)));
  lanes.make(to).store(lanes_owned.back().get(), std::memory_order_release);
  return *lanes_owned.back();
}

void endpoint::state::ring(slot_id whom) noexcept {
  if (in.bell_of(whom).announce(self.slot))
    has_woken.store(true, std::memory_order_relaxed);
}

// Without a look at what is polled: for all threads.
bool endpoint::state::is_announced() const noexcept { return received.has_queued() || own_bell.is_rung(); }

// The reader's pump looks for who waits only when it is awake, and in a long turn only when called.
void endpoint::state::wait_for_head(outbound_lane& lane, os::time_point deadline) {
  ring(lane.to());
  in.bell_of(lane.to()).call(attention_room);
  sleep_until([&lane] { return lane.is_worth_trying(); }, deadline);
}

template <class Condition>
void endpoint::state::sleep_until(const Condition& condition, os::time_point deadline) {
  const bool is_pump = reading.pump.is_pump();
  if (is_pump)
    received.stop_polling();
  const auto is_over = [&] { return condition() || (is_pump && is_announced()); };
  while (!is_over() && os::clock::now() < deadline)
    own_bell.sleep(deadline, is_over);
}

void endpoint::state::reclaim() {
  const std::scoped_lock hold{lanes_guard};
  for (const auto& lane : lanes_owned)
    lane->reclaim();
}

void endpoint::state::shrink(bool only_unused) {
  const std::scoped_lock hold{lanes_guard};
  for (const auto& lane : lanes_owned)
    if (lane->shrink(only_unused))
      ring(lane->to());
}

endpoint::endpoint(std::shared_ptr<region> where, address own) {
  if (!where || own.slot >= where->slots() || where->look(own.slot).incarnation != own.incarnation)
    throw invalid_argument("an endpoint needs a slot that was claimed for it");
  state_ = std::make_unique<state>(std::move(where), own);
}

endpoint::endpoint() noexcept = default;
endpoint::endpoint(endpoint&&) noexcept = default;
endpoint& endpoint::operator=(endpoint&&) noexcept = default;
endpoint::~endpoint() = default;

address endpoint::self() const noexcept { return state_->self; }
region& endpoint::where() const noexcept { return *state_->memory; }

slot_status& endpoint::status() const noexcept { return state_->status(); }

send_result endpoint::try_send(address to, channel by, const frame_source& frame, bool urgent_reply) {
  state& own = *state_;
  if (to.slot >= own.in.header.slots)
    return send_result::peer_gone;
  const auto sent = own.outbound_to(to.slot).send(to.incarnation, by, frame, urgent_reply);
  if (sent.result == send_result::sent && sent.must_ring)
    own.ring(to.slot);
  return sent.result;
}

void endpoint::wait_for_space(address to, os::time_point deadline) {
  state& own = *state_;
  if (to.slot >= own.in.header.slots)
    return;
  outbound_lane& lane = own.outbound_to(to.slot);
  const bool lacks_memory = lane.lacks_memory(); // which readers of other lanes have
  const bool is_blind = lacks_memory || lane.waits_for_nothing();
  if (lane.begin_wait())
    own.wait_for_head(lane, deadline);
  else if (is_blind)
    own.sleep_until([] { return false; }, std::min(deadline, os::deadline_after(blind_rest)));
  if (lacks_memory)
    own.reclaim();
  lane.end_wait();
}

std::uint64_t endpoint::freed_by(address to) {
  return to.slot < state_->in.header.slots ? state_->outbound_to(to.slot).freed() : 0;
}

std::uint64_t endpoint::load_of(address to) {
  return to.slot < state_->in.header.slots ? state_->outbound_to(to.slot).load() : 0;
}

std::size_t endpoint::drain(record_sink& sink, std::size_t limit) {
  state& own = *state_;
  own.reading.pump.become_pump();
  own.own_bell.take_senders([&own](slot_id from) { own.received.queue(from); });
  const std::size_t count = own.received.read(sink, limit);
  own.received.settle();
  return count;
}

void endpoint::settle() { state_->received.settle(); }

std::size_t endpoint::drain_from(slot_id peer, record_sink& sink) {
  state_->reading.pump.become_pump();
  if (peer < state_->in.header.slots)
    state_->own_bell.forget_sender(peer);
  return state_->received.read_all_of(peer, sink);
}

void endpoint::forget(address peer) {
  state& own = *state_;
  if (peer.slot >= own.in.header.slots)
    return;
  if (outbound_lane* const lane = own.known_outbound(peer.slot))
    lane->close_if_over();
  const slot_view now = own.memory->look(peer.slot);
  const bool is_it = is_role(peer) ? now.first_life == first_life_of(peer) : now.incarnation == peer.incarnation;
  if (now.state == slot_state::ended && is_it && peer.slot != own.self.slot)
    own.received.let_go_of(peer.slot);
}

bool endpoint::is_room_wanted() const noexcept { return state_->own_bell.is_called(attention_room); }

void endpoint::make_room() {
  const std::uint64_t now = os::coarse_nanoseconds();
  if (std::exchange(state_->made_room_at, now) != now)
    state_->received.settle();
}

void endpoint::become_pump() noexcept { state_->reading.pump.become_pump(); }

void endpoint::leave_pump() {
  if (state_->received.must_be_rung())
    state_->received.stop_polling();
}

bool endpoint::has_mail() const noexcept { return state_->is_announced() || state_->received.has_polled_mail(); }

void endpoint::park(os::time_point deadline) {
  state& own = *state_;
  own.reading.pump.become_pump();
  own.received.stop_polling();
  own.received.settle();
  own.received.note_space_wanted();
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in ring_reader::mark_done
  own.received.settle();
  if (own.self.slot != house_slot)
    own.own_bell.sleep(deadline, [this] { return has_mail(); });
  else if (arm())
    os::wait_readable(own.in.house_event.descriptor(), deadline);
  own.reading.pump.space_wanted.store(false, std::memory_order_relaxed);
}

void endpoint::watch(os::time_point deadline) const {
  state_->own_bell.sleep(deadline, [this] { return state_->is_announced(); });
}

void endpoint::be_rung() noexcept { state_->received.be_rung(); }

std::uint32_t endpoint::take_attention() noexcept {
  const std::uint32_t found = state_->own_bell.take_attention();
  if ((found & attention_space) != 0)
    state_->reclaim();
  return found;
}

void endpoint::wake() noexcept { state_->own_bell.call(attention_local); }

void endpoint::call_attention(slot_id whom, attention what) noexcept { state_->memory->call(whom, what); }

int endpoint::descriptor() const noexcept { return state_->in.house_event.descriptor(); }

bool endpoint::arm() noexcept {
  state_->own_bell.arm_pollable();
  return !has_mail();
}

bool endpoint::take_woken() noexcept {
  return state_->has_woken.load(std::memory_order_relaxed) &&
         state_->has_woken.exchange(false, std::memory_order_relaxed);
}

void endpoint::tidy() {
  state& own = *state_;
  own.received.settle();
  own.received.let_go_of_ended();
  own.shrink(false);
  own.received.tidy_spool();
  own.writing.blocks.cool();
}

void endpoint::trim() { state_->shrink(true); }

} // namespace troupe::rooms::mailbox

#include "mailbox/endpoint.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include "mailbox/inbound_lane.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/outbound_lane.hpp"
#include "mailbox/spool.hpp"
#include "os/poll.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::mailbox {

struct endpoint::state {
  state(std::shared_ptr<region> where, address own);

  std::shared_ptr<region> memory;
  region::layout& in;
  address self;
  os::mapping own_directory;
  os::mapping own_status;

  // sending: any thread
  writer_side writing;
  std::mutex lanes_guard;
  std::vector<std::unique_ptr<outbound_lane>> lanes_owned;
  std::vector<std::atomic<outbound_lane*>> lanes; ///< by receiver; made once, never unmade

  // receiving: the pump
  reader_side reading;
  spool kept;
  std::vector<std::unique_ptr<inbound_lane>> inbound; ///< by sender
  std::vector<slot_id> queued;                        ///< lanes with something to read
  std::vector<slot_id> busy;                          ///< lanes with records outstanding
  std::vector<slot_id> leaving; ///< lanes of ended senders whose records found no room in the spool
  std::atomic<bool> has_queued{false};
  bool recovering = false; ///< what earlier incarnations kept has not been handed over yet

  [[nodiscard]] lane_entry& own_entry(slot_id to) noexcept {
    return reinterpret_cast<lane_entry*>(own_directory.data())[to];
  }
  [[nodiscard]] slot_status& status() noexcept { return *reinterpret_cast<slot_status*>(own_status.data()); }
  [[nodiscard]] bell bell_of(slot_id whom) noexcept { return in.bell_of(whom); }
  [[nodiscard]] outbound_lane* outbound_to(slot_id to);
  [[nodiscard]] inbound_lane& inbound_from(slot_id from);

  void inherit();
  void queue(slot_id from);
  void queue_all();
  std::size_t hand_over_spool(record_sink& sink);
  std::size_t read_queued(record_sink& sink, std::size_t limit);
  void mark_busy(slot_id from);
  void settle();
  void note_space_wanted() noexcept;
  [[nodiscard]] bool let_go(slot_id peer);
  void let_go_of_ended();
  void reclaim();
  void shrink(bool only_unused);
};

endpoint::state::state(std::shared_ptr<region> where, address own)
  : memory(std::move(where)), in(memory->inside()), self(own),
    own_directory(in.mail, range_of(own.slot), directory_bytes, os::access::read_write),
    own_status(in.control, in.plan.status + own.slot * status_bytes, status_bytes, os::access::read_write),
    writing(in, own, status()), lanes(in.header.slots), reading(in, own),
    kept(writing, reading, own_entry(own.slot).control), inbound(in.header.slots) {
  inherit();
}

// Whatever lies in the range was left by earlier incarnations; a first one finds nothing.
void endpoint::state::inherit() {
  if (self.incarnation == reading.epoch)
    return;
  for (const slot_id to : in.all_slots())
    if (own_entry(to).data.load(std::memory_order_relaxed) != 0 ||
        (to != self.slot && own_entry(to).control.load(std::memory_order_relaxed) != 0))
      outbound_to(to)->inherit();
  kept.inherit();
  writing.rings.sweep();
  writing.blocks.sweep();
  recovering = true;
  queue_all();
  bell_of(self.slot).call(attention_slots); // peers may have changed while nobody was here to look
}

outbound_lane* endpoint::state::outbound_to(slot_id to) {
  if (outbound_lane* known = lanes[to].load(std::memory_order_acquire))
    return known;
  const std::scoped_lock hold{lanes_guard};
  if (outbound_lane* known = lanes[to].load(std::memory_order_relaxed))
    return known;
  lanes_owned.push_back(std::make_unique<outbound_lane>(writing, to, own_entry(to)));
  lanes[to].store(lanes_owned.back().get(), std::memory_order_release);
  return lanes_owned.back().get();
}

inbound_lane& endpoint::state::inbound_from(slot_id from) {
  auto& lane = inbound[from];
  if (!lane)
    lane = std::make_unique<inbound_lane>(reading, from, in.directory(from)[self.slot]);
  return *lane;
}

void endpoint::state::queue(slot_id from) {
  if (from >= in.header.slots || in.state_of(from) == slot_state::free)
    return;
  inbound_lane& lane = inbound_from(from);
  if (lane.queued)
    return;
  queued.push_back(from);
  lane.queued = true;
  has_queued.store(true, std::memory_order_relaxed);
}

void endpoint::state::queue_all() {
  for (const slot_id from : in.all_slots())
    queue(from);
}

void endpoint::state::mark_busy(slot_id from) {
  inbound_lane& lane = *inbound[from];
  if (lane.busy || !lane.settle(&kept))
    return;
  lane.busy = true;
  busy.push_back(from);
}

// Everything earlier incarnations kept comes before anything in the lanes it was taken from.
std::size_t endpoint::state::hand_over_spool(record_sink& sink) {
  std::vector<spool::left_over> all;
  for (spool::left_over one; kept.next(one);)
    all.push_back(std::move(one));
  for (const auto& one : all)
    if (one.from.slot < in.header.slots && in.state_of(one.from.slot) != slot_state::free)
      inbound_from(one.from.slot).chain(one.by).skip({one.position, one.from.incarnation});
  for (const auto& one : all)
    if (one.from.slot < in.header.slots && in.state_of(one.from.slot) != slot_state::free)
      inbound_from(one.from.slot).chain(one.by).sort_skipped();
  recovering = false;
  for (auto& one : all)
    sink.on_record({one.from, one.by, one.deliveries, one.words, std::move(one.claim)});
  return all.size();
}

std::size_t endpoint::state::read_queued(record_sink& sink, std::size_t limit) {
  std::size_t count = 0;
  for (std::size_t left = queued.size(); left != 0; --left) {
    const slot_id from = queued.front();
    inbound_lane& lane = *inbound[from];
    const bool is_over = in.state_of(from) == slot_state::ended; // asked first: then what is read is all there is
    const bool empty = lane.read(sink, limit, count);
    mark_busy(from);
    queued.erase(queued.begin());
    lane.queued = !empty;
    if (!empty)
      queued.push_back(from);
    else if (is_over && !lane.busy)
      (void)let_go(from); // nobody above may ever have heard of it, and would not forget it
  }
  has_queued.store(!queued.empty(), std::memory_order_relaxed);
  return count;
}

// Frees what has been done since the last time.
void endpoint::state::settle() {
  std::erase_if(busy, [this](slot_id from) {
    inbound_lane& lane = *inbound[from];
    lane.busy = lane.settle(&kept);
    return !lane.busy;
  });
  kept.settle();
  std::erase_if(reading.left_rings, [](const auto& ring) { return !ring->has_moved_claims(); });
}

void endpoint::state::note_space_wanted() noexcept {
  const bool wanted = std::ranges::any_of(busy, [this](slot_id from) { return inbound[from]->is_short_of_space(); });
  reading.pump.space_wanted.store(wanted, std::memory_order_relaxed);
}

// Whether nothing of an ended sender's lanes is needed any more.
bool endpoint::state::let_go(slot_id peer) {
  inbound_lane& lane = inbound_from(peer);
  if (!lane.abandon(kept))
    return false;
  std::erase(queued, peer);
  std::erase(busy, peer);
  inbound[peer].reset();
  bell_of(house_slot).call(attention_released);
  return true;
}

// What could not be let go when it was told, because records were open or the spool was full.
void endpoint::state::let_go_of_ended() {
  for (const slot_id peer : in.all_slots())
    if (inbound[peer] && peer != self.slot && !inbound[peer]->busy && !inbound[peer]->queued &&
        in.state_of(peer) == slot_state::ended)
      (void)let_go(peer);
  std::erase_if(leaving, [this](slot_id peer) { return in.state_of(peer) != slot_state::ended || let_go(peer); });
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
      bell_of(lane->to()).announce(self.slot);
}

endpoint::endpoint(std::shared_ptr<region> where, address own) {
  if (!where || own.slot >= where->slots() || where->look(own.slot).incarnation != own.incarnation)
    throw invalid_argument("an endpoint needs a slot that was claimed for it");
  state_ = std::make_unique<state>(std::move(where), own);
}

endpoint::~endpoint() = default;

address endpoint::self() const noexcept { return state_->self; }
region& endpoint::where() const noexcept { return *state_->memory; }

slot_status& endpoint::status() const noexcept { return state_->status(); }

send_result endpoint::try_send(address to, channel by, const frame_source& frame, bool urgent_reply) {
  state& own = *state_;
  if (to.slot >= own.in.header.slots)
    return send_result::peer_gone;
  const send_result result = own.outbound_to(to.slot)->send(to.incarnation, by, frame, urgent_reply);
  if (result == send_result::sent)
    own.bell_of(to.slot).announce(own.self.slot);
  return result;
}

void endpoint::wait_for_space(address to, os::time_point deadline) {
  state& own = *state_;
  if (to.slot >= own.in.header.slots)
    return;
  outbound_lane& lane = *own.outbound_to(to.slot);
  // The reader's pump looks for who waits only when it is awake.
  if (lane.begin_wait()) {
    own.bell_of(to.slot).announce(own.self.slot);
    const bool is_pump = own.reading.pump.is_pump();
    const auto is_over = [&] { return lane.is_worth_trying() || (is_pump && has_mail()); };
    while (!is_over() && os::clock::now() < deadline)
      own.bell_of(own.self.slot).sleep(deadline, is_over);
  }
  lane.end_wait();
}

std::uint64_t endpoint::freed_by(address to) {
  return to.slot < state_->in.header.slots ? state_->outbound_to(to.slot)->freed() : 0;
}

std::size_t endpoint::drain(record_sink& sink, std::size_t limit) {
  state& own = *state_;
  own.reading.pump.become_pump();
  own.bell_of(own.self.slot).arm_pollable();
  own.settle();
  std::size_t count = own.recovering ? own.hand_over_spool(sink) : 0;
  own.bell_of(own.self.slot).take_senders([&own](slot_id from) { own.queue(from); });
  if (!own.queued.empty())
    count += own.read_queued(sink, limit);
  return count;
}

std::size_t endpoint::drain_from(slot_id peer, record_sink& sink) {
  state& own = *state_;
  if (peer >= own.in.header.slots || own.in.state_of(peer) == slot_state::free)
    return 0;
  own.reading.pump.become_pump();
  own.bell_of(own.self.slot).forget_sender(peer);
  std::size_t count = own.recovering ? own.hand_over_spool(sink) : 0;
  own.inbound_from(peer).read(sink, static_cast<std::size_t>(-1), count);
  own.mark_busy(peer);
  return count;
}

void endpoint::forget(address peer) {
  state& own = *state_;
  if (peer.slot >= own.in.header.slots)
    return;
  if (outbound_lane* lane = own.lanes[peer.slot].load(std::memory_order_acquire))
    lane->close_if_over();
  const slot_view now = own.memory->look(peer.slot);
  if (now.state == slot_state::ended && now.incarnation == peer.incarnation && peer.slot != own.self.slot &&
      !own.let_go(peer.slot))
    own.leaving.push_back(peer.slot);
}

bool endpoint::has_mail() const noexcept {
  return state_->has_queued.load(std::memory_order_relaxed) || state_->bell_of(state_->self.slot).is_rung();
}

void endpoint::park(os::time_point deadline) {
  state& own = *state_;
  own.reading.pump.become_pump();
  own.settle();
  own.note_space_wanted();
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in ring_reader::mark_done
  own.settle();
  if (own.self.slot == house_slot) {
    own.bell_of(house_slot).arm_pollable();
    if (!has_mail())
      os::wait_readable(own.in.house_event.descriptor(), deadline);
  } else {
    own.bell_of(own.self.slot).sleep(deadline, [this] { return has_mail(); });
  }
  own.reading.pump.space_wanted.store(false, std::memory_order_relaxed);
}

void endpoint::watch(os::time_point deadline) const {
  state_->bell_of(state_->self.slot).sleep(deadline, [this] { return has_mail(); });
}

std::uint32_t endpoint::take_attention() noexcept {
  const std::uint32_t found = state_->bell_of(state_->self.slot).take_attention();
  if ((found & attention_space) != 0)
    state_->reclaim();
  return found;
}

void endpoint::wake() noexcept { state_->bell_of(state_->self.slot).call(attention_local); }

void endpoint::call_attention(slot_id whom, attention what) noexcept {
  state_->memory->call(whom, what);
}

int endpoint::descriptor() const noexcept { return state_->in.house_event.descriptor(); }

void endpoint::tidy() {
  state& own = *state_;
  own.settle();
  own.let_go_of_ended();
  own.shrink(false);
  own.kept.tidy();
  own.writing.blocks.cool();
}

void endpoint::trim() { state_->shrink(true); }

} // namespace troupe::rooms::mailbox

#include "mailbox/inbox.hpp"

#include <algorithm>
#include <set>

namespace troupe::rooms::mailbox {
namespace {

// Polling one more costs all others a look at its tail.
constexpr std::size_t most_polled = 8;

} // namespace

void inbox::inherit() {
  kept_.inherit();
  recovering_ = true;
  for (const slot_id from : in_.all_slots())
    queue(from);
}

inbound_lane& inbox::lane_from(slot_id from) {
  auto& lane = lanes_.make(from);
  if (!lane)
    lane = std::make_unique<inbound_lane>(reading_, from, in_.directory(from)[reading_.self.slot]);
  return *lane;
}

bool inbox::is_readable(slot_id from) const noexcept {
  return from < in_.header.slots && in_.state_of(from) != slot_state::free;
}

// -- reading ------------------------------------------------------------------------------------------

void inbox::queue(slot_id from) {
  if (!is_readable(from))
    return;
  inbound_lane& lane = lane_from(from);
  if (lane.queued)
    return;
  queued_.push_back(from);
  lane.queued = true;
  has_queued_.store(true, std::memory_order_relaxed);
}

// Everything earlier incarnations kept comes before anything in the lanes it was taken from.
std::size_t inbox::hand_over_spool(record_sink& sink) {
  spool::left_overs all;
  for (spool::left_over one; kept_.next(one);)
    all.add(std::move(one));
  std::set<inbound_chain*> named;
  for (const auto& one : all)
    if (is_readable(one.from.slot)) {
      inbound_chain& lane = lane_from(one.from.slot).chain(one.by);
      lane.skip({one.position, one.from.incarnation});
      named.insert(&lane);
    }
  for (inbound_chain* const lane : named)
    lane->sort_skipped();
  recovering_ = false;
  for (auto& one : all)
    sink.on_record({one.from, one.by, one.deliveries, one.words, std::move(one.claim)});
  return all.size();
}

std::size_t inbox::read(record_sink& sink, std::size_t limit) {
  std::size_t count = recovering_ ? hand_over_spool(sink) : 0;
  if (must_be_rung())
    stop_polling();
  queue_polled();
  for (std::size_t left = queued_.size(); left != 0; --left)
    read_next_queued(sink, limit, count);
  has_queued_.store(!queued_.empty(), std::memory_order_relaxed);
  return count;
}

void inbox::read_next_queued(record_sink& sink, std::size_t limit, std::size_t& count) {
  const slot_id from = queued_.front();
  inbound_lane& lane = known_lane(from);
  const bool is_over = in_.state_of(from) == slot_state::ended; // asked first: then what is read is all there is
  const std::size_t before = count;
  lane.follow_new_life();
  const bool empty = lane.read(sink, limit, count);
  queued_.erase(queued_.begin());
  lane.queued = !empty;
  if (!empty)
    queued_.push_back(from);
  if (count != before)
    poll(from);
  // Without a record, too, the lane may have gone on in another ring.
  if (count != before || lane.settle(&kept_))
    note_open(from);
  // Nobody above may ever have heard of it, and would not let go of it.
  if (empty && is_over && !lane.settle(&kept_))
    (void)let_go(from);
}

std::size_t inbox::read_all_of(slot_id peer, record_sink& sink) {
  if (!is_readable(peer))
    return 0;
  std::size_t count = recovering_ ? hand_over_spool(sink) : 0;
  inbound_lane& lane = lane_from(peer);
  lane.follow_new_life();
  lane.read(sink, static_cast<std::size_t>(-1), count);
  note_open(peer);
  return count;
}

void inbox::note_open(slot_id from) {
  if (!std::exchange(known_lane(from).busy, true))
    busy_.push_back(from);
}

void inbox::settle() {
  std::erase_if(busy_, [this](slot_id from) {
    inbound_lane& lane = known_lane(from);
    lane.busy = lane.settle(&kept_);
    return !lane.busy;
  });
  kept_.settle();
  if (!reading_.left_rings.empty())
    std::erase_if(reading_.left_rings, [](const auto& ring) { return !ring->has_open() && !ring->has_moved_claims(); });
}

void inbox::note_space_wanted() noexcept {
  const bool wanted = std::ranges::any_of(busy_, [this](slot_id from) { return known_lane(from).is_short_of_space(); });
  reading_.pump.space_wanted.store(wanted, std::memory_order_relaxed);
}

// -- ended senders ------------------------------------------------------------------------------------

// Whether nothing of an ended sender's lanes is needed any more.
bool inbox::let_go(slot_id peer) {
  if (!lane_from(peer).abandon(kept_))
    return false;
  std::erase(queued_, peer);
  std::erase(busy_, peer);
  std::erase(polled_, peer);
  lanes_.find(peer)->reset();
  in_.bell_of(house_slot).call(attention_released);
  return true;
}

void inbox::let_go_of(slot_id peer) {
  if (!let_go(peer))
    leaving_.push_back(peer);
}

// What could not be let go when it was told, because records were open or the spool was full.
void inbox::let_go_of_ended() {
  for (const slot_id peer : in_.all_slots()) {
    const auto* const lane = lanes_.find(peer);
    if (lane != nullptr && *lane && peer != reading_.self.slot && !(*lane)->busy && !(*lane)->queued &&
        in_.state_of(peer) == slot_state::ended)
      (void)let_go(peer);
  }
  std::erase_if(leaving_, [this](slot_id peer) { return in_.state_of(peer) != slot_state::ended || let_go(peer); });
}

// -- polling ------------------------------------------------------------------------------------------

// Whoever has just sent something may do so again soon: then its records are seen by their tail, and
// neither side touches the doorbell, whose cache lines would have to travel to and fro. The house sleeps
// in poll, always to be rung.
void inbox::poll(slot_id from) {
  inbound_lane& lane = known_lane(from);
  if (lane.polled || polled_.size() == most_polled || reading_.self.slot == house_slot || must_be_rung())
    return;
  lane.polled = true;
  lane.poll();
  polled_.push_back(from);
}

void inbox::stop_polling() {
  if (polled_.empty())
    return;
  for (const slot_id from : polled_)
    known_lane(from).stop_polling();
  // Before the look at the tails; pairs with the fence in outbound_lane::send.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  queue_polled();
  for (const slot_id from : polled_)
    known_lane(from).polled = false;
  polled_.clear();
}

void inbox::queue_polled() {
  for (const slot_id from : polled_)
    if (known_lane(from).has_data())
      queue(from);
}

bool inbox::has_polled_mail() const noexcept {
  return std::ranges::any_of(polled_, [this](slot_id from) { return known_lane(from).has_data(); });
}

} // namespace troupe::rooms::mailbox

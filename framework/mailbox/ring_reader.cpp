#include "mailbox/ring_reader.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <sched.h>

#include "mailbox/record_check.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::mailbox {

namespace {

const void* thread_mark() noexcept {
  static thread_local const char mark = 0;
  return &mark;
}

constexpr record_state code_in(std::uint8_t byte) noexcept {
  return static_cast<record_state>(byte & record_code_bits);
}
constexpr std::uint8_t deliveries_in(std::uint8_t byte) noexcept { return byte >> 3 & 7; }
constexpr bool is_of_lap(std::uint8_t byte, std::uint32_t lap) noexcept { return byte >> 6 == (lap & 3); }

constexpr std::uint64_t make_claim(std::uint64_t index, std::uint32_t lap) noexcept {
  return index | std::uint64_t{lap} << 32;
}
constexpr std::uint64_t index_in(std::uint64_t claim) noexcept { return claim & 0xffffffff; }

record_header header_at(const std::byte* place) noexcept {
  record_header header;
  std::memcpy(&header, place, sizeof header);
  return header;
}

} // namespace

bool pump_facts::is_pump() const noexcept { return thread.load(std::memory_order_relaxed) == thread_mark(); }
void pump_facts::become_pump() noexcept { thread.store(thread_mark(), std::memory_order_relaxed); }

ring_reader::ring_reader(ring_view view, slot_id writer, pump_facts& pump)
  : view_(std::move(view)), pump_(pump), entries_(new std::atomic<std::uint64_t>[view_.capacity() / granule]()),
    writer_{writer, view_.writer().writer_incarnation}, base_(view_.writer().base),
    head_(view_.reader().head.load(std::memory_order_relaxed)), capacity_(view_.capacity()) {
  head_offset_ = head_ % capacity_;
  cursor_ = tail_ = weighed_ = head_;
  offset_ = head_offset_;
  lap_ = static_cast<std::uint32_t>(head_ / capacity_);
  clean_states();
  // An earlier incarnation may have died polling. What its writers did not ring for is read now.
  stop_polling();
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in outbound_lane::send
}

ring_reader::~ring_reader() {
  for (auto& [claim, copy] : moved_)
    copy.leave();
}

void ring_reader::poll() noexcept { view_.reader().polled.store(1, std::memory_order_relaxed); }
void ring_reader::stop_polling() noexcept { view_.reader().polled.store(0, std::memory_order_relaxed); }

ring_reader::entry ring_reader::entry_at(std::uint64_t index) const noexcept {
  return std::bit_cast<entry>(entries_[index].load(std::memory_order_acquire));
}

void ring_reader::put_entry(std::uint64_t index, entry what) noexcept {
  entries_[index].store(std::bit_cast<std::uint64_t>(what), std::memory_order_release);
}

void ring_reader::set_state(std::uint64_t index, record_state state, std::uint8_t marks) noexcept {
  view_.states()[index].store(static_cast<std::uint8_t>(marks | static_cast<std::uint8_t>(state)),
                              std::memory_order_release);
}

// An incarnation that died between moving head and clearing the states behind it left bytes of the
// lap before; head + capacity has not been passed since, so two bits of lap tell them apart.
void ring_reader::clean_states() noexcept {
  for (std::uint64_t index = 0; index < capacity_ / granule; ++index) {
    const std::uint32_t lap = lap_ + (index * granule < head_offset_ ? 1 : 0);
    if (!is_of_lap(view_.states()[index].load(std::memory_order_relaxed), lap))
      view_.states()[index].store(0, std::memory_order_relaxed);
  }
}

ring_reader::step ring_reader::fail(const char* why) noexcept {
  complaint_ = why;
  return step::bad;
}

bool ring_reader::has_more() const noexcept {
  return cursor_ != view_.writer().tail.load(std::memory_order_relaxed) ||
         (!finished_ && view_.writer().successor.load(std::memory_order_relaxed) != 0);
}

// False when the tail is one that no writer can have stored.
bool ring_reader::look_at_tail() noexcept {
  const std::uint64_t tail = view_.writer().tail.load(std::memory_order_acquire); // pairs with outbound_chain::publish
  if (tail < cursor_ || tail - head_ > capacity_ || tail % granule != 0)
    return false;
  tail_ = tail;
  return true;
}

// Of the record at the cursor.
std::uint8_t ring_reader::marks_of(const ring_record& what) const noexcept {
  const unsigned skipped = what.was_skipped ? record_was_skipped : 0;
  return static_cast<std::uint8_t>(skipped | std::min<unsigned>(what.deliveries, 7) << 3 | (lap_ & 3) << 6);
}

// Writes the entry of the record at the cursor, and goes on behind it.
void ring_reader::pass(std::uint64_t room, local state, std::uint8_t marks) noexcept {
  put_entry(offset_ / granule, {static_cast<std::uint16_t>(room / granule), state, marks, lap_});
  cursor_ += room;
  offset_ += room;
  if (offset_ == capacity_) {
    offset_ = 0;
    ++lap_;
  }
}

// What an earlier incarnation left: true when the record at the cursor needs nothing any more.
bool ring_reader::is_settled(ring_record& found, std::span<const spooled_position> spooled) noexcept {
  const std::uint64_t index = offset_ / granule;
  const std::uint8_t byte = view_.states()[index].load(std::memory_order_relaxed);
  if (byte != 0 && is_of_lap(byte, lap_)) {
    if (code_in(byte) == record_state::done || code_in(byte) == record_state::moved)
      return true;
    found.in_hand = code_in(byte) == record_state::taken;
    found.deliveries = static_cast<std::uint8_t>(deliveries_in(byte) + (found.in_hand ? 1 : 0));
    found.was_skipped = (byte & record_was_skipped) != 0;
    set_state(index, record_state::queued, marks_of(found));
  }
  if (spooled.empty() || !std::ranges::binary_search(spooled, spooled_position{found.position, writer_.incarnation}))
    return false;
  set_state(index, record_state::moved, marks_of(found));
  return true;
}

ring_reader::step ring_reader::next(ring_record& found, record& claim, std::span<const spooled_position> spooled) {
  for (;;) {
    if (head_ % granule != 0)
      return fail("an impossible head");
    if (cursor_ == tail_ && !look_at_tail())
      return fail("an impossible tail");
    if (cursor_ == tail_)
      return step::nothing;
    const std::byte* place = view_.data() + offset_;
    const record_header header = header_at(place); // copied, then checked: the writer may change it
    if (const char* wrong = fault_in(header, capacity_ - offset_, tail_ - cursor_))
      return fail(wrong);
    if (header.kind == record_kind::pad) {
      pass(header.bytes, local::done, marks_of({}));
      continue;
    }
    const auto* words = reinterpret_cast<const std::uint64_t*>(place + sizeof header);
    found = {{words, header.bytes / 8}, base_ + cursor_, header.kind, 0, false};
    const bool settled = is_settled(found, spooled);
    claim.ring_ = settled ? nullptr : this;
    claim.claim_ = make_claim(offset_ / granule, lap_);
    pass(record_room(header.bytes), settled ? local::done : local::claimed, marks_of(found));
    if (!settled)
      return step::record;
  }
}

ring_place ring_reader::successor() noexcept {
  const ring_place next =
    view_.writer().successor.load(std::memory_order_acquire); // pairs with outbound_chain::replace
  if (next == 0 || view_.writer().tail.load(std::memory_order_acquire) != cursor_)
    return 0; // the tail was final before the successor was there: what lies before it comes first
  finished_ = true;
  return next;
}

void ring_reader::clear_states(std::uint64_t offset, std::uint64_t bytes) noexcept {
  for (std::uint64_t index = offset / granule; bytes != 0; bytes -= granule) {
    view_.states()[index].store(0, std::memory_order_relaxed);
    index = index + 1 == capacity_ / granule ? 0 : index + 1;
  }
}

bool ring_reader::advance() noexcept {
  const std::uint64_t from = head_;
  const std::uint64_t from_offset = head_offset_;
  while (head_ != cursor_) {
    const entry oldest = entry_at(head_offset_ / granule);
    if (oldest.state != local::done && oldest.state != local::moved)
      break;
    head_ += oldest.granules * granule;
    head_offset_ += oldest.granules * granule;
    head_offset_ = head_offset_ == capacity_ ? 0 : head_offset_;
  }
  if (head_ == from)
    return false;
  os::pass_fault_point("mailbox.head.before_advance");
  view_.reader().head.store(head_, std::memory_order_release); // pairs with outbound_chain::look_at_head
  os::pass_fault_point("mailbox.head.advance");
  clear_states(from_offset, head_ - from);
  return true;
}

bool ring_reader::has_open() const noexcept {
  for (std::uint64_t at = head_; at != cursor_;) {
    const entry each = entry_at(at % capacity_ / granule);
    if (each.state != local::done && each.state != local::moved)
      return true;
    at += each.granules * granule;
  }
  return false;
}

bool ring_reader::is_awaited() const noexcept {
  const std::uint64_t wake_at = view_.writer().wake_at.load(std::memory_order_relaxed);
  return wake_at != 0 && head_ >= wake_at;
}

bool ring_reader::is_short_of_space() const noexcept {
  return view_.writer().wake_at.load(std::memory_order_relaxed) > head_;
}

// Looks at all that is outstanding, so not more often than once per quarter of the ring, unless the
// writer waits: then time does not matter, and a reference held up is reason enough.
bool ring_reader::is_pinned() noexcept {
  const bool urgent = is_short_of_space();
  const std::uint64_t limit = capacity_ / 4;
  if (is_empty() || (!urgent && cursor_ - weighed_ <= limit))
    return false;
  weighed_ = cursor_;
  std::uint64_t done = 0;
  for (std::uint64_t at = head_, offset = head_offset_; at != cursor_;) {
    const entry each = entry_at(offset / granule);
    const std::uint64_t room = each.granules * granule;
    if (each.state == local::done || each.state == local::moved)
      done += urgent && header_at(view_.data() + offset).kind == record_kind::reference ? limit + 1 : room;
    at += room;
    offset = offset + room == capacity_ ? 0 : offset + room;
  }
  return done > (urgent ? limit / 2 : limit);
}

bool ring_reader::begin_move(ring_record& oldest) noexcept {
  if (is_empty())
    return false;
  const std::uint64_t index = head_offset_ / granule;
  entry seen = entry_at(index);
  if (seen.state != local::claimed)
    return false;
  const std::byte* place = view_.data() + head_offset_;
  const record_header header = header_at(place);
  if (header.bytes % 8 != 0 || record_room(header.bytes) != seen.granules * granule ||
      (header.kind == record_kind::reference && header.bytes != sizeof(arena_reference)) ||
      !lock(make_claim(index, seen.lap), seen))
    return false;
  const std::uint8_t byte = view_.states()[index].load(std::memory_order_relaxed);
  const bool in_hand = is_of_lap(byte, seen.lap) && code_in(byte) == record_state::taken;
  oldest = {{reinterpret_cast<const std::uint64_t*>(place + sizeof header), header.bytes / 8},
            base_ + head_,
            header.kind,
            deliveries_in(seen.marks),
            in_hand};
  return true;
}

bool ring_reader::is_oldest_busy() const noexcept { return entry_at(head_offset_ / granule).state != local::claimed; }

void ring_reader::end_move(record copy) {
  const std::uint64_t index = head_offset_ / granule;
  entry now = entry_at(index);
  now.state = local::claimed;
  if (copy) {
    os::pass_fault_point("mailbox.spool.before_mark");
    set_state(index, record_state::moved, now.marks);
    os::pass_fault_point("mailbox.spool.after_mark");
    const std::scoped_lock hold{moved_guard_};
    moved_.emplace(make_claim(index, now.lap), std::move(copy));
    now.state = local::moved;
  }
  put_entry(index, now);
}

void ring_reader::leave() noexcept {
  os::pass_fault_point("mailbox.ring.grow.before_leave");
  view_.reader().left.store(1, std::memory_order_release); // pairs with outbound_chain::reclaim
  view_ = {};
}

bool ring_reader::has_moved_claims() const noexcept {
  const std::scoped_lock hold{moved_guard_};
  return !moved_.empty();
}

// Claimed becomes busy; false when the record has moved. Waits while the pump moves it.
bool ring_reader::lock(std::uint64_t claim, entry& seen) noexcept {
  auto& word = entries_[index_in(claim)];
  for (std::uint64_t now = word.load(std::memory_order_acquire);;) {
    seen = std::bit_cast<entry>(now);
    if (seen.lap != claim >> 32 || seen.state == local::moved)
      return false;
    if (seen.state == local::busy) {
      ::sched_yield();
      now = word.load(std::memory_order_acquire);
      continue;
    }
    entry busy = seen;
    busy.state = local::busy;
    if (word.compare_exchange_weak(now, std::bit_cast<std::uint64_t>(busy), std::memory_order_acquire))
      return true;
  }
}

// Of an open record that is still here; false when it has moved.
bool ring_reader::mark(std::uint64_t claim, record_state state) noexcept {
  entry seen{};
  if (!lock(claim, seen))
    return false;
  set_state(index_in(claim), state, seen.marks);
  put_entry(index_in(claim), seen);
  return true;
}

void ring_reader::mark_queued(std::uint64_t claim) noexcept {
  if (mark(claim, record_state::queued)) {
    os::pass_fault_point("mailbox.read.put_back");
    return;
  }
  const std::scoped_lock hold{moved_guard_};
  if (const auto copy = moved_.find(claim); copy != moved_.end())
    copy->second.ring_->mark_skipped(copy->second.claim_);
}

// A spool moves nothing itself, so the copy is here. Its origin may have been queued when it was copied: then its
// origin says so, and this says nothing.
void ring_reader::mark_skipped(std::uint64_t claim) noexcept {
  entry seen{};
  if (!lock(claim, seen))
    return;
  seen.marks |= record_was_skipped;
  set_state(index_in(claim), record_state::queued, seen.marks);
  put_entry(index_in(claim), seen);
}

void ring_reader::mark_taken(std::uint64_t claim) noexcept {
  if (mark(claim, record_state::taken)) {
    os::pass_fault_point("mailbox.read.taken");
    return;
  }
  const std::scoped_lock hold{moved_guard_};
  if (const auto copy = moved_.find(claim); copy != moved_.end())
    copy->second.taken();
}

void ring_reader::mark_done(std::uint64_t claim) noexcept {
  pump_facts& pump = pump_; // outlives this ring, which the pump may drop once the entry says done
  entry seen{};
  if (!lock(claim, seen)) {
    const std::scoped_lock hold{moved_guard_};
    moved_.erase(claim); // its destructor finishes the copy
    return;
  }
  os::pass_fault_point("mailbox.read.before_done");
  set_state(index_in(claim), record_state::done, seen.marks);
  os::pass_fault_point("mailbox.read.done");
  seen.state = local::done;
  put_entry(index_in(claim), seen);
  if (pump.is_pump())
    return;
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in endpoint::park
  if (pump.space_wanted.load(std::memory_order_relaxed))
    pump.own.call(attention_local);
}

void record::taken() noexcept {
  if (ring_ != nullptr)
    ring_->mark_taken(claim_);
}

void record::put_back() noexcept {
  if (ring_ != nullptr)
    ring_->mark_queued(claim_);
}

void record::finish() noexcept { std::exchange(ring_, nullptr)->mark_done(claim_); }

} // namespace troupe::rooms::mailbox

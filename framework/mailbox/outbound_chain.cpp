#include "mailbox/outbound_chain.hpp"

#include <algorithm>
#include <cstring>

#include "mailbox/arena_view.hpp"
#include "mailbox/onlooker.hpp"
#include "mailbox/record_check.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::mailbox {

namespace {

// The next larger ring of a stream; the same when there is none.
ring_size larger(ring_size size, stream which) noexcept {
  switch (size) {
  case ring_size::small_control: return ring_size::kb16;
  case ring_size::small_data:
  case ring_size::kb16: return ring_size::kb64;
  case ring_size::kb64: return ring_size::kb256;
  case ring_size::kb256: return which == stream::control ? ring_size::kb256 : ring_size::mb1;
  case ring_size::mb1: return ring_size::mb1;
  }
  return size;
}

void write_header(std::byte* at, std::uint64_t bytes, record_kind kind) noexcept {
  const record_header header{static_cast<std::uint32_t>(bytes), kind, {}};
  std::memcpy(at, &header, sizeof header);
}

std::uint64_t* body(std::byte* record) noexcept {
  return reinterpret_cast<std::uint64_t*>(record + sizeof(record_header));
}

} // namespace

ring_size outbound_chain::initial_size() const noexcept {
  return which_ == stream::control ? ring_size::small_control : ring_size::small_data;
}

// An empty ring when memory is used up.
outbound_chain::ring outbound_chain::make_ring(ring_size size, ring_place beside, std::uint64_t base) {
  ring made;
  const ring_place place = side_.rings.open(size, beside);
  if (place == 0)
    return made;
  try {
    made.view = ring_view{side_.in, side_.self.slot, place, os::access::read_only, os::access::read_write};
    made.view.warm_for_writer();
    made.view.initialise(side_.self, reader_, reader_epoch_, base);
  } catch (const no_resource&) { // no mapping
    side_.rings.close(place);
  }
  return made;
}

bool outbound_chain::open(slot_id reader, std::uint32_t reader_epoch, ring_place beside) {
  reader_ = reader;
  reader_epoch_ = reader_epoch;
  rings_.reserve(1); // memory for it before the reader is led there
  ring first = make_ring(initial_size(), beside, 0);
  if (!first.view)
    return false;
  os::pass_fault_point("mailbox.lane.before_link");
  entry_.store(first.view.place(),
               std::memory_order_seq_cst); // pairs with the reader's load; seq_cst for outbound_lane::open
  os::pass_fault_point("mailbox.lane.after_link");
  rings_.push_back(std::move(first));
  return true;
}

void outbound_chain::close() {
  entry_.store(0, std::memory_order_seq_cst);
  os::pass_fault_point("mailbox.lane.unlinked");
  for (ring& each : rings_) {
    each.head = each.tail;
    release_references(each);
    const ring_place place = each.view.place();
    each.view = {};
    side_.rings.close(place);
  }
  rings_.clear();
  wanted_head_ = 0;
  inherited_ = false;
}

void outbound_chain::look_at_head(ring& which) noexcept {
  // Pairs with the reader's store. Another process wrote it: what cannot be is not believed.
  const std::uint64_t head = which.view.reader().head.load(std::memory_order_acquire);
  if (head > which.head && head <= which.tail && head % granule == 0)
    which.head = head;
}

std::byte* outbound_chain::claim(std::uint64_t room, bool urgent) noexcept {
  ring& to = newest();
  const std::uint64_t capacity = to.view.capacity();
  const std::uint64_t before_end = capacity - to.offset;
  const std::uint64_t pad = before_end < room ? before_end : 0;
  const std::uint64_t usable = urgent ? capacity : capacity - reserve_of(capacity);
  const std::uint64_t tail = to.tail + pad + room;
  if (tail - to.head > usable) {
    look_at_head(to);
    if (tail - to.head > usable) {
      wanted_head_ = tail - usable; // exactly enough for this record, so that a wake is never in vain
      return nullptr;
    }
  }
  if (pad != 0)
    write_header(to.view.data() + to.offset, pad, record_kind::pad);
  const std::uint64_t at = pad != 0 ? 0 : to.offset;
  next_ = {tail, at + room == capacity ? 0 : at + room};
  os::pass_fault_point("mailbox.ring.reserved");
  return to.view.data() + at;
}

void outbound_chain::publish() noexcept {
  ring& to = newest();
  to.tail = next_.tail;
  to.offset = next_.offset;
  os::pass_fault_point("mailbox.ring.before_tail");
  to.view.writer().tail.store(to.tail, std::memory_order_release); // pairs with ring_reader::read
  os::pass_fault_point("mailbox.ring.after_tail");
}

std::byte* outbound_chain::claim_or_grow(std::uint64_t bytes, bool urgent) {
  const std::uint64_t room = record_room(bytes);
  std::byte* place = claim(room, urgent);
  while (place == nullptr) {
    const ring_size size = newest().view.size();
    const ring_size next = larger(size, which_);
    if (next == size || !may_grow_to(next) || !replace(next))
      return nullptr;
    place = claim(room, urgent);
  }
  return place;
}

bool outbound_chain::may_grow_to(ring_size size) noexcept {
  return which_ != stream::data || side_.rings.may_grow_to(size);
}

// The stream goes on in a new ring. The old tail is final from here on.
bool outbound_chain::replace(ring_size size) {
  reclaim();
  const std::uint64_t base = newest().view.writer().base + newest().tail;
  rings_.reserve(rings_.size() + 1); // as above
  ring next = make_ring(size, newest().view.place(), base);
  if (!next.view)
    return false;
  os::pass_fault_point("mailbox.ring.grow.before_link");
  newest().view.writer().successor.store(next.view.place(), std::memory_order_release); // pairs with ring_reader
  os::pass_fault_point("mailbox.ring.grow.after_link");
  rings_.push_back(std::move(next));
  wanted_head_ = 0;
  inherited_ = false;
  return true;
}

// Full, until the oldest references that make up for `bytes` are behind the reader's head.
send_result outbound_chain::refuse_for_arena(std::uint64_t bytes, std::uint64_t limit) noexcept {
  const reference_queue& references = newest().references;
  std::uint64_t left = arena_bytes_;
  wanted_head_ = 0;
  for (std::size_t i = references.first; i < references.all.size() && left != 0 && left + bytes > limit; ++i) {
    left -= references.all[i].bytes;
    wanted_head_ = references.all[i].end;
  }
  return send_result::full;
}

send_result outbound_chain::append(const frame_source& frame, bool urgent) {
  if (inherited_ && !replace(initial_size()))
    return send_result::no_memory;
  const std::uint64_t capacity = newest().view.capacity();
  if (frame.words > inline_limit(capacity) / 8 || record_room(frame.words * 8) > inline_limit(capacity))
    return append_reference(frame, urgent);
  const std::uint64_t bytes = frame.words * 8;
  std::byte* place = claim_or_grow(bytes, urgent);
  if (place == nullptr)
    return send_result::full;
  write_header(place, bytes, record_kind::frame);
  frame.write(frame.self, body(place));
  publish();
  return send_result::sent;
}

send_result outbound_chain::append_reference(const frame_source& frame, bool urgent) {
  if (frame.words > largest_frame_words)
    return send_result::too_large;
  const std::uint64_t bytes = frame.words * 8;
  for (ring& each : rings_)
    release_references(each);
  const std::uint64_t limit = urgent ? arena_limit + arena_limit / 4 : arena_limit;
  if (!newest().references.empty() && arena_bytes_ + bytes > limit)
    return refuse_for_arena(bytes, limit);
  arena_block* block = side_.blocks.take(bytes);
  if (block == nullptr)
    return send_result::no_memory;
  try {
    frame.write(frame.self, reinterpret_cast<std::uint64_t*>(block->data));
  } catch (...) {
    side_.blocks.give(block);
    throw;
  }
  os::pass_fault_point("mailbox.arena.written");
  std::byte* place = claim_or_grow(sizeof(arena_reference), urgent);
  if (place == nullptr) {
    side_.blocks.give(block);
    return send_result::full;
  }
  const arena_reference where{block->offset, frame.words, block->extent};
  write_header(place, sizeof where, record_kind::reference);
  std::memcpy(body(place), &where, sizeof where);
  lend(bytes);
  newest().references.all.push_back({next_.tail, block, bytes});
  publish();
  return send_result::sent;
}

void outbound_chain::release_references(ring& which) noexcept {
  look_at_head(which);
  reference_queue& waiting = which.references;
  while (!waiting.empty() && waiting.all[waiting.first].end <= which.head) {
    const reference passed = waiting.all[waiting.first];
    waiting.pop();
    take_back(passed.bytes);
    side_.blocks.give(passed.block);
  }
}

// What lies in a spool waits for this process itself.
void outbound_chain::lend(std::uint64_t bytes) noexcept {
  arena_bytes_ += bytes;
  if (which_ != stream::spool)
    side_.lent.fetch_add(bytes, std::memory_order_relaxed);
}

void outbound_chain::take_back(std::uint64_t bytes) noexcept {
  arena_bytes_ -= bytes;
  if (which_ != stream::spool)
    side_.lent.fetch_sub(bytes, std::memory_order_relaxed);
}

// The front is cut off when it is the larger half, so that a pop costs one move on average.
void outbound_chain::reference_queue::pop() noexcept {
  if (++first * 2 < all.size())
    return;
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first));
  first = 0;
}

void outbound_chain::retire_oldest() {
  release_references(rings_.front());
  entry_.store(rings_[1].view.place(), std::memory_order_seq_cst);
  os::pass_fault_point("mailbox.ring.grow.unlinked");
  const ring_place place = rings_.front().view.place();
  rings_.erase(rings_.begin());
  side_.rings.close(place);
  os::pass_fault_point("mailbox.ring.grow.freed");
}

void outbound_chain::reclaim() {
  for (ring& each : rings_)
    release_references(each);
  while (rings_.size() > 1 && rings_.front().view.reader().left.load(std::memory_order_acquire) != 0 &&
         rings_.front().references.empty())
    retire_oldest();
}

bool outbound_chain::shrink(bool only_unused) {
  reclaim();
  const bool is_used = std::exchange(seen_tail_, newest().tail) != newest().tail;
  if ((only_unused && is_used) || rings_.size() != 1 || newest().view.size() == initial_size() ||
      newest().head != newest().tail)
    return false;
  return replace(initial_size());
}

std::uint64_t outbound_chain::waiting(bool now) noexcept {
  std::uint64_t bytes = 0;
  for (ring& each : rings_) {
    if (now)
      release_references(each);
    bytes += each.tail - each.head;
  }
  return bytes + arena_bytes_;
}

std::uint64_t outbound_chain::open_records(std::uint64_t most) const noexcept {
  mail_seen seen;
  for (const ring& each : rings_)
    count_ring(each.view, seen, most);
  return seen.records;
}

void outbound_chain::refuse(std::uint64_t bytes) noexcept {
  const ring& to = newest();
  wanted_head_ = to.head == to.tail ? 0 : std::min(to.tail, to.head + record_room(bytes));
}

void outbound_chain::refuse_for_memory() noexcept {
  const bool has_lent = !rings_.empty() && !newest().references.empty();
  wanted_head_ = has_lent ? newest().references.all[newest().references.first].end : 0;
}

bool outbound_chain::has_room() const noexcept {
  if (wanted_head_ == 0 || rings_.empty())
    return true;
  const std::uint64_t head = rings_.back().view.reader().head.load(std::memory_order_acquire);
  return head >= wanted_head_ && head <= rings_.back().tail; // beyond it: garbage
}

bool outbound_chain::wait_for_head() noexcept {
  if (has_room())
    return false;
  newest().view.writer().wake_at.store(wanted_head_, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in ring_reader::advance
  return !has_room();
}

void outbound_chain::stop_waiting() noexcept {
  if (!rings_.empty())
    newest().view.writer().wake_at.store(0, std::memory_order_relaxed);
  if (has_room())
    wanted_head_ = 0;
}

std::uint64_t outbound_chain::freed() noexcept {
  ring& oldest = rings_.front();
  look_at_head(oldest);
  return oldest.view.writer().base + oldest.head;
}

void outbound_chain::inherit(slot_id reader) {
  reader_ = reader;
  for (ring_place place = entry_.load(std::memory_order_relaxed); place != 0;
       place = newest().view.writer().successor.load(std::memory_order_relaxed))
    if (!inherit_ring(place))
      return give_up_inherited();
  inherited_ = !rings_.empty();
}

// False when no correct life has left it so. What it takes stays taken all the same: the reader may hold records there.
bool outbound_chain::inherit_ring(ring_place place) {
  ring old;
  old.view = ring_view{side_.in, side_.self.slot, place, os::access::read_only, os::access::read_write};
  if (!old.view || std::ranges::any_of(rings_, [place](const ring& each) { return each.view.place() == place; }))
    return false;
  side_.rings.adopt(place);
  const writer_words& words = old.view.writer();
  old.tail = words.tail.load(std::memory_order_relaxed);
  old.offset = old.tail % old.view.capacity();
  look_at_head(old);
  const bool goes_on = rings_.empty() || words.base == newest().view.writer().base + newest().tail;
  if (!goes_on || !old.view.fits(side_.self.slot, reader_) || old.tail % granule != 0 ||
      old.tail - old.head > old.view.capacity())
    return false;
  reader_epoch_ = words.reader_epoch;
  rings_.push_back(std::move(old));
  return inherit_references(newest());
}

bool outbound_chain::inherit_references(ring& which) {
  const std::uint64_t capacity = which.view.capacity();
  for (std::uint64_t at = which.head; at < which.tail;) {
    const std::byte* record = which.view.data() + at % capacity;
    record_header header;
    std::memcpy(&header, record, sizeof header);
    if (fault_in(header, capacity - at % capacity, which.tail - at) != nullptr)
      return false;
    at += room_of(header);
    if (header.kind != record_kind::reference)
      continue;
    arena_reference where;
    std::memcpy(&where, record + sizeof header, sizeof where);
    if (!is_possible(where))
      return false;
    lend(where.words * 8);
    which.references.all.push_back({at, side_.blocks.adopt(where.offset, where.words * 8), where.words * 8});
  }
  return true;
}

// The reader finds the new stream when it has its first frame (inbound_chain::is_cut_off). Of a spool that is this
// process.
void outbound_chain::give_up_inherited() {
  for (ring& each : rings_)
    for (; !each.references.empty(); each.references.pop())
      take_back(each.references.all[each.references.first].bytes);
  rings_.clear();
  reader_epoch_ = 0;
  if (which_ == stream::spool)
    entry_.store(0, std::memory_order_relaxed);
}

} // namespace troupe::rooms::mailbox

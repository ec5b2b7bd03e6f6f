#include "mailbox/inbound_chain.hpp"

#include <algorithm>
#include <sched.h>

#include "mailbox/spool.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::mailbox {

address inbound_chain::writer() const noexcept {
  return rings_.empty() ? address{writer_, 0} : rings_.back()->writer();
}

inbound_chain::step inbound_chain::close(const char* why) noexcept {
  complaint_ = why;
  return step::bad;
}

void inbound_chain::sort_skipped() { std::ranges::sort(spooled_); }

bool inbound_chain::add(ring_view view, std::uint64_t base) {
  if (!view.fits(writer_, side_.self.slot) || view.writer().base != base)
    return false;
  view.warm_for_reader();
  rings_.push_back(std::make_unique<ring_reader>(std::move(view), writer_, side_.pump));
  return true;
}

// Follows the chain from `place` over rings that an earlier incarnation has left.
ring_view inbound_chain::find_unleft(ring_place place, bool& broken) {
  for (unsigned steps = 0; place != 0 && steps < most_rings; ++steps) {
    ring_view view{side_.in, writer_, place, os::access::read_write, os::access::read_only};
    broken = !view || !view.fits(writer_, side_.self.slot);
    if (broken || view.reader().left.load(std::memory_order_relaxed) == 0)
      return view;
    place = view.writer().successor.load(std::memory_order_acquire);
  }
  return {};
}

// False: there is no stream (yet), or one that was made for an earlier owner of this slot.
bool inbound_chain::attach() {
  if (!rings_.empty())
    return true;
  for (;;) {
    const ring_place first = entry_.load(std::memory_order_seq_cst); // pairs with outbound_chain::open
    if (first == 0)
      return false;
    bool broken = false;
    ring_view found = find_unleft(first, broken);
    if (entry_.load(std::memory_order_seq_cst) != first)
      continue; // the writer freed rings while this looked at them
    if (broken)
      (void)close("a directory entry that leads to no ring");
    if (broken || !found || found.writer().reader_epoch != side_.epoch)
      return false;
    const std::uint64_t base = found.writer().base;
    return add(std::move(found), base);
  }
}

bool inbound_chain::knows(ring_place place) const noexcept {
  return std::ranges::any_of(rings_, [place](const auto& ring) { return ring->place() == place; });
}

// A life that goes on with the stream adds rings to it: then what the directory leads to is one of those here.
bool inbound_chain::is_cut_off() {
  const incarnation_id life = incarnation_in(side_.in.slot(writer_).word.load(std::memory_order_acquire));
  if (complaint_ == nullptr && (rings_.empty() || rings_.back()->writer().incarnation == life))
    return false;
  bool broken = false;
  const ring_view first = find_unleft(entry_.load(std::memory_order_seq_cst), broken);
  return !broken && first && first.writer().writer_incarnation == life && first.writer().reader_epoch == side_.epoch &&
         std::ranges::none_of(rings_, [&](const auto& ring) {
           return ring->place() == first.place() && ring->writer().incarnation == life;
         });
}

// The pages of this stream may be in use for something else by now: nothing is written there any more, and what is open
// is finished in this process alone.
void inbound_chain::follow_new_life() {
  if (!is_cut_off())
    return;
  for (; !rings_.empty(); rings_.pop_back()) {
    ring_reader& ring = *rings_.back();
    if (!ring.detach())
      return;
    if (ring.has_open() || ring.has_moved_claims())
      side_.left_rings.push_back(std::move(rings_.back()));
  }
  complaint_ = nullptr;
}

// Goes on in the successor of the newest ring. False: there is none yet.
bool inbound_chain::follow() {
  const ring_place place = rings_.back()->successor();
  if (place == 0)
    return false;
  ring_view next{side_.in, writer_, place, os::access::read_write, os::access::read_only};
  if (!next || knows(place) || !add(std::move(next), rings_.back()->end_position())) {
    (void)close("a successor that is no ring of this stream");
    return false;
  }
  if (polled_)
    rings_.back()->poll();
  return true;
}

std::optional<std::span<const std::uint64_t>> inbound_chain::words_of(const ring_record& what) {
  if (what.kind == record_kind::frame)
    return what.words;
  return blocks_.resolve({what.words[0], what.words[1], what.words[2]});
}

bool inbound_chain::make_seen(seen_record& found, const ring_record& what, record claim) {
  const left_at_last open{claim}; // by the next life, when there was no memory to look into it
  const auto words = words_of(what);
  if (!words) {
    claim.done();
    return false;
  }
  found = {rings_.back()->writer(), what, *words, std::move(claim)};
  return true;
}

inbound_chain::step inbound_chain::next(seen_record& found) {
  if (complaint_ != nullptr)
    return step::nothing;
  if (!attach())
    return complaint_ == nullptr ? step::nothing : step::bad;
  for (;;) {
    ring_record what;
    record claim;
    switch (rings_.back()->next(what, claim, spooled_)) {
    case ring_reader::step::bad: return close(rings_.back()->complaint());
    case ring_reader::step::record:
      return make_seen(found, what, std::move(claim)) ? step::record : close("a reference to no arena block");
    case ring_reader::step::nothing: break;
    }
    if (!follow() && (complaint_ != nullptr || !rings_.back()->has_more()))
      return complaint_ == nullptr ? step::nothing : step::bad;
  }
}

// Copies the oldest open record into the spool. False: it stays.
bool inbound_chain::move_oldest(ring_reader& ring, spool& to) {
  ring_record oldest;
  if (!ring.begin_move(oldest))
    return false;
  record copy;
  try {
    if (const auto words = words_of(oldest))
      copy = to.keep(ring.writer(), by_, oldest, *words);
  } catch (...) { // no memory: others wait to finish it
    ring.end_move({});
    throw;
  }
  const bool moved = static_cast<bool>(copy);
  ring.end_move(std::move(copy));
  return moved;
}

void inbound_chain::leave(std::unique_ptr<ring_reader> ring) {
  ring->leave();
  if (ring->has_moved_claims())
    side_.left_rings.push_back(std::move(ring));
}

// Says `left` wherever the house will look: a wrong writer may have led this reader elsewhere.
// The house frees the slot as soon as all is left, so a ring seen here may be punched already, or be
// the next owner's: a word stored there would tell the next incarnation that its reader has left.
void inbound_chain::leave_unread() {
  const std::uint64_t word = side_.in.slot(writer_).word.load(std::memory_order_acquire);
  if (state_in(word) != slot_state::ended)
    return;
  ring_place place = entry_.load(std::memory_order_acquire);
  for (unsigned steps = 0; place != 0 && steps < most_rings; ++steps) {
    const ring_view ring{side_.in, writer_, place, os::access::read_write, os::access::read_only};
    if (!ring)
      return;
    place = ring.writer().successor.load(std::memory_order_acquire);
    // Not left, so it is not freed as long as it is of the dead: a punched one is all zero. Garbage in
    // place of the maker does not hold the slot for ever; that the slot is as before says whose it is.
    const bool is_left = ring.reader().left.load(std::memory_order_acquire) != 0;
    const writer_words& words = ring.writer();
    const bool is_punched = words.writer_incarnation == 0 && words.magic == 0 && words.capacity == 0;
    const bool is_of_the_dead = words.writer_incarnation <= incarnation_in(word) ||
                                side_.in.slot(writer_).word.load(std::memory_order_acquire) == word;
    if (!is_left && !is_punched && is_of_the_dead)
      ring.reader().left.store(1, std::memory_order_release);
  }
}

bool inbound_chain::settle(spool* to) {
  if (rings_.empty())
    return false;
  bool advanced = false;
  for (const auto& ring : rings_)
    advanced |= ring->advance();
  if (to != nullptr)
    advanced |= relieve(*to);
  bool call_writer = false;
  for (; rings_.size() > 1 && rings_.front()->is_finished(); call_writer = true) {
    leave(std::move(rings_.front()));
    rings_.erase(rings_.begin());
  }
  if (advanced) {
    std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in outbound_chain::wait_for_head
    call_writer |= rings_.back()->is_awaited();
  }
  if (call_writer)
    side_.in.bell_of(writer_).call(attention_space);
  return rings_.size() > 1 || !rings_.front()->is_empty();
}

void inbound_chain::poll() noexcept {
  polled_ = true;
  if (!rings_.empty())
    rings_.back()->poll();
}

void inbound_chain::stop_polling() noexcept {
  polled_ = false;
  for (const auto& ring : rings_)
    ring->stop_polling();
}

bool inbound_chain::is_short_of_space() const noexcept { return !rings_.empty() && rings_.back()->is_short_of_space(); }

bool inbound_chain::move_all(ring_reader& ring, spool& to) {
  while (ring.advance(), !ring.is_empty())
    if (!move_oldest(ring, to)) {
      if (!ring.is_oldest_busy())
        return false;
      ::sched_yield(); // another thread is just finishing it
    }
  return true;
}

// Moves what pins too much. The spool keeps the order of the stream: older rings go before.
bool inbound_chain::relieve(spool& to) {
  bool advanced = false;
  for (std::size_t i = 0; i < rings_.size(); ++i) {
    if (!rings_[i]->is_pinned())
      continue;
    for (std::size_t older = 0; older < i; ++older)
      if (!move_all(*rings_[older], to))
        return advanced;
    do {
      if (!move_oldest(*rings_[i], to))
        return advanced;
      advanced |= rings_[i]->advance();
    } while (rings_[i]->is_pinned());
  }
  return advanced;
}

bool inbound_chain::abandon(spool& to) {
  for (const auto& ring : rings_)
    if (!move_all(*ring, to))
      return false;
  for (; !rings_.empty(); rings_.pop_back())
    leave(std::move(rings_.back()));
  leave_unread();
  return true;
}

} // namespace troupe::rooms::mailbox

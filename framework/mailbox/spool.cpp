#include "mailbox/spool.hpp"

#include <cstring>

#include "os/fault_point.hpp"

namespace troupe::rooms::mailbox {

namespace {

constexpr std::size_t origin_words = sizeof(spool_origin) / 8;
constexpr std::uint8_t in_hand_bit = 0x80; // of spool_origin::deliveries

struct kept_frame {
  spool_origin origin;
  std::span<const std::uint64_t> words;
};

void write_kept(const void* self, std::uint64_t* out) {
  const auto& frame = *static_cast<const kept_frame*>(self);
  std::memcpy(out, &frame.origin, sizeof frame.origin);
  std::memcpy(out + origin_words, frame.words.data(), frame.words.size_bytes());
}

} // namespace

spool::spool(writer_side& writing, reader_side& reading, std::atomic<ring_place>& entry)
  : writing_(writing), reading_(reading), out_(writing, stream::spool, entry),
    blocks_(writing.in, writing.self.slot, arena_view::all_extents),
    in_(reading, writing.self.slot, channel::control, entry, blocks_) {}

record spool::keep(address from, channel by, const ring_record& what, std::span<const std::uint64_t> words) {
  if (in_.complaint() != nullptr || (!out_.is_open() && !out_.open(writing_.self.slot, reading_.epoch, 0)))
    return {};
  const auto deliveries = static_cast<std::uint8_t>(what.deliveries | (what.in_hand ? in_hand_bit : 0));
  const kept_frame frame{{what.position, from.incarnation, from.slot, static_cast<std::uint8_t>(by), deliveries},
                         words};
  os::pass_fault_point("mailbox.spool.before_copy");
  if (out_.append({origin_words + words.size(), write_kept, &frame}, true) != send_result::sent)
    return {};
  os::pass_fault_point("mailbox.spool.copied");
  busy_ = true;
  seen_record copy;
  return in_.next(copy) == inbound_chain::step::record ? std::move(copy.claim) : record{};
}

std::optional<spool::left_over> spool::open(seen_record&& kept) {
  if (kept.words.size() < origin_words)
    return std::nullopt;
  spool_origin origin;
  std::memcpy(&origin, kept.words.data(), sizeof origin);
  if (origin.by > static_cast<std::uint8_t>(channel::control))
    return std::nullopt;
  const bool was_in_hand = (origin.deliveries & in_hand_bit) != 0 && !kept.what.was_skipped;
  const int before = (origin.deliveries & ~in_hand_bit) + (was_in_hand ? 1 : 0);
  return left_over{{origin.sender, origin.incarnation},
                   static_cast<channel>(origin.by),
                   origin.position,
                   static_cast<std::uint8_t>(before + kept.what.deliveries),
                   kept.what.in_hand,
                   kept.words.subspan(origin_words),
                   std::move(kept.claim)};
}

bool spool::next(left_over& found) {
  seen_record kept;
  while (in_.next(kept) == inbound_chain::step::record)
    if (auto one = open(std::move(kept))) {
      found = std::move(*one);
      busy_ = true;
      return true;
    }
  return false;
}

void spool::settle() {
  if (!busy_)
    return;
  busy_ = in_.settle(nullptr);
  if (out_.is_open())
    out_.reclaim();
}

void spool::inherit() { out_.inherit(writing_.self.slot); }

void spool::tidy() {
  seen_record none;
  if (!out_.is_open() || !out_.shrink(false) || in_.next(none) != inbound_chain::step::nothing)
    return;
  busy_ = true; // the reader has followed; the large ring can go
  settle();
}

} // namespace troupe::rooms::mailbox

#include "mailbox/onlooker.hpp"

#include <cstring>

#include "mailbox/arena_view.hpp"
#include "mailbox/record_check.hpp"
#include "mailbox/ring_view.hpp"

namespace troupe::rooms::mailbox {

namespace {

// As ring_reader writes them.
bool is_settled(std::uint8_t byte, std::uint64_t lap) noexcept {
  const auto code = static_cast<record_state>(byte & record_code_bits);
  return byte >> 6 == (lap & 3) && (code == record_state::done || code == record_state::moved);
}

std::uint64_t bytes_of(const std::byte* record, const record_header& header) noexcept {
  if (header.kind != record_kind::reference)
    return header.bytes;
  arena_reference where;
  std::memcpy(&where, record + sizeof header, sizeof where);
  return is_possible(where) ? where.words * 8 : 0;
}

} // namespace

void count_ring(const ring_view& of, mail_seen& seen, std::uint64_t most) {
  const std::uint64_t capacity = of.capacity();
  const std::uint64_t tail = of.writer().tail.load(std::memory_order_acquire); // pairs with outbound_chain::publish
  std::uint64_t at = of.reader().head.load(std::memory_order_relaxed);
  if (tail < at || tail - at > capacity || at % granule != 0)
    return;
  while (at < tail && seen.records < most) {
    const std::uint64_t offset = at % capacity;
    record_header header; // copied, then checked: the writer may change it
    std::memcpy(&header, of.data() + offset, sizeof header);
    if (fault_in(header, capacity - offset, tail - at) != nullptr)
      return;
    if (header.kind != record_kind::pad &&
        !is_settled(of.states()[offset / granule].load(std::memory_order_relaxed), at / capacity)) {
      ++seen.records;
      seen.bytes += bytes_of(of.data() + offset, header);
    }
    at += room_of(header);
  }
}

namespace {

void count_chain(region::layout& in, slot_id writer, slot_id reader, ring_place place, mail_seen& seen) {
  for (unsigned count = 0; place != 0 && count < most_rings; ++count) {
    const ring_view one{in, writer, place, os::access::read_only, os::access::read_only};
    if (!one || !one.fits(writer, reader) || one.writer().reader_epoch != in.epoch_of(reader))
      return;
    count_ring(one, seen, ~std::uint64_t{0});
    place = one.writer().successor.load(std::memory_order_acquire);
  }
}

void count_lane(region::layout& in, slot_id writer, slot_id reader, const lane_entry& lane, mail_seen& seen) {
  count_chain(in, writer, reader, lane.data.load(std::memory_order_acquire), seen);
  if (writer == reader) // its spool
    count_chain(in, reader, reader, lane.control.load(std::memory_order_acquire), seen);
}

} // namespace

mail_seen look_at_mail(region::layout& in, slot_id of) {
  mail_seen seen;
  for (const slot_id writer : in.all_slots())
    if (in.state_of(writer) != slot_state::free)
      count_lane(in, writer, of, in.directory(writer)[of], seen);
  return seen;
}

// Writers outermost: each one's directory lies in pages of its own.
std::vector<mail_seen> look_at_mail(const region& where, std::span<const slot_id> of) {
  region::layout& in = where.inside();
  std::vector<mail_seen> seen(of.size());
  for (const slot_id writer : in.all_slots()) {
    if (in.state_of(writer) == slot_state::free)
      continue;
    const std::span<const lane_entry> lanes = in.directory(writer);
    for (std::size_t i = 0; i < of.size(); ++i)
      count_lane(in, writer, of[i], lanes[of[i]], seen[i]);
  }
  return seen;
}

mail_seen look_at_mail(const region& where, slot_id of) { return look_at_mail(where.inside(), of); }

} // namespace troupe::rooms::mailbox

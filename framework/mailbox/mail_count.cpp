#include "mailbox/mail_count.hpp"

#include <cstring>

#include "mailbox/inside.hpp"
#include "mailbox/ring_size.hpp"
#include "mailbox/ring_store.hpp"
#include "mailbox/ring_view.hpp"

namespace troupe::rooms::mailbox {

namespace {

bool is_open(const ring_view& ring, std::uint64_t at) noexcept {
  const std::uint8_t byte = ring.states()[at % ring.capacity() / granule].load(std::memory_order_relaxed);
  const auto code = static_cast<record_state>(byte & 7);
  const bool is_of_lap = byte >> 6 == (at / ring.capacity() & 3);
  return !is_of_lap || (code != record_state::done && code != record_state::moved);
}

std::uint64_t bytes_of(const std::byte* record, const record_header& header) noexcept {
  if (header.kind != record_kind::reference)
    return header.bytes;
  arena_reference where;
  std::memcpy(&where, record + sizeof header, sizeof where);
  return where.words * 8;
}

void count_ring(const ring_view& ring, mail_count& to) noexcept {
  const std::uint64_t tail = ring.writer().tail.load(std::memory_order_acquire);
  const std::uint64_t capacity = ring.capacity();
  for (std::uint64_t at = ring.reader().head.load(std::memory_order_acquire); at < tail && tail - at <= capacity;) {
    const std::byte* const record = ring.data() + at % capacity;
    record_header header;
    std::memcpy(&header, record, sizeof header);
    const std::uint64_t room = header.kind == record_kind::pad ? header.bytes : record_room(header.bytes);
    if (room == 0 || room % granule != 0 || room > tail - at || room > capacity - at % capacity)
      return;
    if (header.kind != record_kind::pad && is_open(ring, at)) {
      ++to.messages;
      to.bytes += bytes_of(record, header);
    }
    at += room;
  }
}

void count_chain(region::layout& in, slot_id writer, slot_id reader, ring_place place, mail_count& to) {
  for (unsigned steps = 0; place != 0 && steps < most_rings; ++steps) {
    const ring_view ring{in, writer, place, os::access::read_only, os::access::read_only};
    if (!ring || !ring.fits(writer, reader) || ring.writer().reader_epoch != in.epoch_of(reader))
      return;
    count_ring(ring, to);
    place = ring.writer().successor.load(std::memory_order_acquire);
  }
}

} // namespace

mail_count count_mail(region::layout& in, slot_id of) {
  mail_count all;
  for (const slot_id from : in.all_slots())
    if (in.state_of(from) != slot_state::free)
      count_chain(in, from, of, in.directory(from)[of].data.load(std::memory_order_acquire), all);
  count_chain(in, of, of, in.directory(of)[of].control.load(std::memory_order_acquire), all);
  return all;
}

mail_count count_mail(const region& where, slot_id of) { return count_mail(where.inside(), of); }

} // namespace troupe::rooms::mailbox

#include "mailbox/ring_view.hpp"

#include "os/populate.hpp"
#include "os/private_pages.hpp"

namespace troupe::rooms::mailbox {

ring_view::ring_view(region::layout& in, slot_id writer, ring_place place, os::access to_reader_part,
                     os::access to_writer_part)
  : place_(place) {
  const auto size = size_of(place);
  if (!size)
    return;
  size_ = *size;
  const ring_shape& shape = shape_of(size_);
  const std::uint64_t at = range_of(writer) + page_of(place) * page;
  reader_part_ = os::mapping{in.mail, at + shape.reader_page * page, shape.reader_pages * page, to_reader_part};
  writer_part_ = os::mapping{in.mail, at + shape.writer_page * page, shape.writer_pages * page, to_writer_part};
  reader_ = reinterpret_cast<reader_words*>(reader_part_.data() + shape.reader_offset);
}

void ring_view::initialise(address from, slot_id to, std::uint32_t reader_epoch, std::uint64_t base) const noexcept {
  writer_words& words = writer();
  words.capacity = capacity();
  words.base = base;
  words.writer = from.slot;
  words.writer_incarnation = from.incarnation;
  words.reader = to;
  words.reader_epoch = reader_epoch;
  words.magic = ring_magic;
}

bool ring_view::fits(slot_id from, slot_id to) const noexcept {
  const writer_words& words = writer();
  return words.magic == ring_magic && words.writer == from && words.reader == to && words.capacity == capacity();
}

void ring_view::warm_for_writer() const noexcept {
  os::populate(reader_part_, os::access::read_only);
  os::populate(writer_part_, os::access::read_write);
}

bool ring_view::detach_reader() const noexcept { return os::make_private(reader_part_); }

void ring_view::warm_for_reader() const noexcept {
  os::populate(reader_part_, os::access::read_write);
  os::populate(writer_part_, os::access::read_only);
}

} // namespace troupe::rooms::mailbox

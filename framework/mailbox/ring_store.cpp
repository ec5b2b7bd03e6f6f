#include "mailbox/ring_store.hpp"

#include <algorithm>

#include "os/fault_point.hpp"

namespace troupe::rooms::mailbox {

namespace {

constexpr std::uint32_t begin_of_rings = directory_bytes / page;
constexpr std::uint32_t end_of_rings = arena_at / page;

constexpr bool is_small(ring_size size) noexcept { return size <= ring_size::small_control; }
constexpr std::uint8_t bit_of(ring_size size) noexcept {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(size));
}

constexpr std::uint64_t bytes_of(ring_size size) noexcept { return pages_of(size) * page; }

// Of a place that this store made: no need to ask whether it is one.
constexpr ring_size own_size_of(ring_place place) noexcept { return static_cast<ring_size>(place & 0xff); }

} // namespace

ring_store::ring_store(region::layout& in, slot_id own, std::atomic<std::uint64_t>& grown)
  : in_(in), own_(own), growth_(in, own, grown), uncut_{{begin_of_rings, end_of_rings}} {}

bool ring_store::reserve(std::uint32_t first, std::uint32_t count) noexcept {
  return in_.reserve(in_.mail, range_of(own_) + first * page, count * page) == 0;
}

void ring_store::punch(std::uint32_t first, std::uint32_t count) noexcept {
  in_.mail.punch(range_of(own_) + first * page, count * page);
}

bool ring_store::may_grow_to(ring_size size) noexcept { return growth_.allows(bytes_of(size)); }

// 0 when the range has no such place left.
std::uint32_t ring_store::take_offset(ring_size size) {
  auto& reusable = free_[is_small(size) ? 0 : static_cast<std::size_t>(size)];
  if (!reusable.empty()) {
    const std::uint32_t first = reusable.back();
    reusable.pop_back();
    return first;
  }
  for (auto& [first, end] : uncut_)
    if (end - first >= pages_of(size))
      return std::exchange(first, first + pages_of(size));
  return 0;
}

ring_place ring_store::open_in_block(std::uint32_t first, ring_size size) {
  const ring_shape& shape = shape_of(size);
  block& home = blocks_[first];
  const bool fresh = home.used == 0;
  if (fresh && !reserve(first + shape.reader_page, shape.reader_pages))
    return blocks_.erase(first), free_[0].push_back(first), 0;
  os::pass_fault_point("mailbox.lane.reader_part_reserved");
  if (!reserve(first + shape.writer_page, shape.writer_pages)) {
    if (fresh) {
      punch(first + shape.reader_page, shape.reader_pages);
      blocks_.erase(first);
      free_[0].push_back(first);
    }
    return 0;
  }
  home.live |= bit_of(size);
  home.used |= bit_of(size);
  return make_place(first, size);
}

ring_place ring_store::open(ring_size size, ring_place beside) {
  const std::scoped_lock hold{guard_};
  if (is_small(size)) {
    const auto home = beside == 0 ? blocks_.end() : blocks_.find(page_of(beside));
    if (home != blocks_.end() && (home->second.used & bit_of(size)) == 0)
      return open_in_block(home->first, size);
  }
  const std::uint32_t first = take_offset(size);
  if (first == 0)
    return 0;
  if (is_small(size))
    return open_in_block(first, size);
  if (reserve(first, pages_of(size))) {
    growth_.add(bytes_of(size));
    return make_place(first, size);
  }
  free_[static_cast<std::size_t>(size)].push_back(first);
  return 0;
}

void ring_store::close(ring_place place) {
  const std::scoped_lock hold{guard_};
  const ring_size size = own_size_of(place);
  const std::uint32_t first = page_of(place);
  const ring_shape& shape = shape_of(size);
  punch(first + shape.writer_page, shape.writer_pages);
  if (is_small(size)) {
    block& home = blocks_[first];
    home.live &= static_cast<std::uint8_t>(~bit_of(size));
    if (home.live != 0)
      return; // the neighbour's reader words lie on the same page
    blocks_.erase(first);
  } else {
    growth_.remove(bytes_of(size));
  }
  punch(first + shape.reader_page, shape.reader_pages);
  free_[is_small(size) ? 0 : static_cast<std::size_t>(size)].push_back(first);
}

void ring_store::adopt(ring_place place) {
  const std::scoped_lock hold{guard_};
  const ring_size size = own_size_of(place);
  const std::uint32_t first = page_of(place);
  const ring_shape& shape = shape_of(size);
  adopted_.emplace_back(first + shape.reader_page, first + shape.reader_page + shape.reader_pages);
  adopted_.emplace_back(first + shape.writer_page, first + shape.writer_page + shape.writer_pages);
  kept_.emplace_back(first, first + pages_of(size));
  if (is_small(size)) {
    blocks_[first].live |= bit_of(size);
    blocks_[first].used = bit_of(ring_size::small_data) | bit_of(ring_size::small_control);
  } else {
    growth_.add(bytes_of(size));
  }
}

// What lies between them, in order.
std::vector<ring_store::pages> ring_store::gaps_between(std::vector<pages>& taken) {
  std::ranges::sort(taken);
  std::vector<pages> gaps;
  std::uint32_t at = begin_of_rings;
  for (const auto& [first, end] : taken) {
    if (first > at)
      gaps.emplace_back(at, first);
    at = std::max(at, end);
  }
  gaps.emplace_back(at, end_of_rings);
  return gaps;
}

// Lives follow each other without number: what the ones before have used is used again.
void ring_store::sweep() {
  const std::scoped_lock hold{guard_};
  for (const auto& [first, end] : gaps_between(adopted_))
    punch(first, end - first);
  uncut_ = gaps_between(kept_);
  adopted_.clear();
  kept_.clear();
}

} // namespace troupe::rooms::mailbox

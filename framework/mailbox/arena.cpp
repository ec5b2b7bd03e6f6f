#include "mailbox/arena.hpp"

#include <algorithm>
#include <bit>

#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::mailbox {

namespace {

constexpr std::uint64_t extent_unit = std::uint64_t{1} << extent_log;

unsigned log_for(std::uint64_t bytes) noexcept {
  return std::max(smallest_block_log, static_cast<unsigned>(std::bit_width(bytes - 1)));
}

} // namespace

arena_block* arena::take(std::uint64_t bytes) {
  const std::scoped_lock hold{guard_};
  arena_block* block = find(log_for(bytes));
  if (block == nullptr)
    return nullptr;
  if (extend(*block, round_up(bytes, page))) {
    os::pass_fault_point("mailbox.arena.reserved");
    return block;
  }
  cold_[block->log].push_back(block);
  return nullptr;
}

arena_block* arena::find(unsigned log) {
  for (auto* list : {&warm_[log], &cold_[log]})
    if (!list->empty()) {
      arena_block* block = list->back();
      list->pop_back();
      if (list == &warm_[log])
        warm_bytes_ -= block->reserved;
      return block;
    }
  return cut(log);
}

bool arena::is_occupied(std::uint64_t first, std::uint64_t count) const noexcept {
  return std::ranges::any_of(adopted_, [&](const arena_block* block) {
    return block->offset < (first + count) * extent_unit && block->offset + block->reserved > first * extent_unit;
  });
}

// One more extent, to be cut into blocks of one size.
bool arena::carve(unsigned log) {
  const unsigned whole = std::max(log, extent_log);
  const std::uint64_t units = std::uint64_t{1} << (whole - extent_log);
  std::uint64_t first = round_up(next_extent_, units);
  while (is_occupied(first, units))
    first += units;
  if ((first + units) * extent_unit > arena_bytes)
    return false;
  try {
    extents_.emplace_back(in_.mail, range_of(own_) + arena_at + first * extent_unit, units * extent_unit,
                          os::access::read_write);
  } catch (const no_resource&) {
    return false;
  }
  next_extent_ = first + units;
  uncut_[log] = {first * extent_unit, (first + units) * extent_unit, first * extent_unit | whole,
                 extents_.back().data()};
  return true;
}

arena_block* arena::cut(unsigned log) {
  uncut& rest = uncut_[log];
  if (rest.next == rest.end && !carve(log))
    return nullptr;
  blocks_.push_back(
    std::make_unique<arena_block>(arena_block{rest.next, rest.extent, 0, rest.data, static_cast<std::uint8_t>(log)}));
  rest.next += std::uint64_t{1} << log;
  rest.data += std::uint64_t{1} << log;
  return blocks_.back().get();
}

// Failed: the block is cold, with nothing allocated.
bool arena::extend(arena_block& block, std::uint64_t bytes) noexcept {
  if (block.reserved >= bytes)
    return true;
  const std::uint64_t at = range_of(own_) + arena_at + block.offset;
  const auto grow = [&] { return in_.reserve(in_.mail, at + block.reserved, bytes - block.reserved) == 0; };
  if (!grow()) {
    chill(block);
    for (auto& list : warm_)
      for (; !list.empty(); list.pop_back()) {
        chill(*list.back());
        cold_[list.back()->log].push_back(list.back());
      }
    warm_bytes_ = 0;
    if (!grow())
      return false;
  }
  block.reserved = bytes;
  return true;
}

void arena::chill(arena_block& block) noexcept {
  if (block.reserved != 0)
    in_.mail.punch(range_of(own_) + arena_at + block.offset, block.reserved);
  block.reserved = 0;
}

void arena::give(arena_block* block) noexcept {
  const std::scoped_lock hold{guard_};
  os::pass_fault_point("mailbox.arena.before_free");
  std::erase(adopted_, block);
  if (block->data == nullptr)
    return chill(*block);
  if (warm_bytes_ + block->reserved > warm_limit) {
    chill(*block);
    cold_[block->log].push_back(block);
    return;
  }
  warm_bytes_ += block->reserved;
  warm_[block->log].push_back(block);
}

void arena::cool() noexcept {
  const std::scoped_lock hold{guard_};
  for (auto& list : warm_)
    for (; !list.empty(); list.pop_back()) {
      chill(*list.back());
      cold_[list.back()->log].push_back(list.back());
    }
  warm_bytes_ = 0;
}

arena_block* arena::adopt(std::uint64_t offset, std::uint64_t bytes) {
  const std::scoped_lock hold{guard_};
  blocks_.push_back(std::make_unique<arena_block>(arena_block{offset, 0, round_up(bytes, page), nullptr, 0}));
  adopted_.push_back(blocks_.back().get());
  return blocks_.back().get();
}

void arena::sweep() {
  const std::scoped_lock hold{guard_};
  std::ranges::sort(adopted_, {}, &arena_block::offset);
  const std::uint64_t begin = range_of(own_) + arena_at;
  std::uint64_t at = 0;
  for (const arena_block* block : adopted_) {
    if (block->offset > at)
      in_.mail.punch(begin + at, block->offset - at);
    at = std::max(at, block->offset + block->reserved);
  }
  if (at < arena_bytes)
    in_.mail.punch(begin + at, arena_bytes - at);
}

} // namespace troupe::rooms::mailbox

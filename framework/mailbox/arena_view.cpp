#include "mailbox/arena_view.hpp"

#include "mailbox/arena.hpp"

namespace troupe::rooms::mailbox {

namespace {

constexpr std::uint64_t begin_of(std::uint64_t name) noexcept { return name >> extent_log << extent_log; }
constexpr std::uint64_t log_of(std::uint64_t name) noexcept { return name & ((std::uint64_t{1} << extent_log) - 1); }

bool is_extent(std::uint64_t name) noexcept {
  const std::uint64_t log = log_of(name);
  if (log < extent_log || log > largest_block_log)
    return false;
  const std::uint64_t size = std::uint64_t{1} << log;
  return begin_of(name) % size == 0 && begin_of(name) < arena_bytes && size <= arena_bytes - begin_of(name);
}

bool is_inside(const arena_reference& where) noexcept {
  constexpr std::uint64_t smallest_block = std::uint64_t{1} << smallest_block_log;
  const std::uint64_t begin = begin_of(where.extent);
  const std::uint64_t size = std::uint64_t{1} << log_of(where.extent);
  return where.offset % smallest_block == 0 && where.offset >= begin && where.offset - begin < size &&
         where.words <= (size - (where.offset - begin)) / 8;
}

} // namespace

bool is_possible(const arena_reference& where) noexcept { return is_extent(where.extent) && is_inside(where); }

const std::byte* arena_view::map(std::uint64_t name) {
  for (const extent& known : extents_)
    if (known.name == name)
      return known.pages.data();
  if (extents_.size() == most_)
    extents_.erase(extents_.begin());
  extents_.push_back({name, os::mapping{in_.mail, range_of(owner_) + arena_at + begin_of(name),
                                        std::size_t{1} << log_of(name), os::access::read_only}});
  return extents_.back().pages.data();
}

std::optional<std::span<const std::uint64_t>> arena_view::resolve(const arena_reference& where) {
  if (!is_possible(where))
    return std::nullopt;
  const std::byte* begin = map(where.extent) + (where.offset - begin_of(where.extent));
  return std::span{reinterpret_cast<const std::uint64_t*>(begin), where.words};
}

} // namespace troupe::rooms::mailbox

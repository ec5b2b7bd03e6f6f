/// The sizes rings come in, and where the parts of a ring lie: arithmetic that both sides must share.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "mailbox/layout.hpp"

namespace troupe::rooms::mailbox {

/// The first two live together in a lane block of six pages [reader words of both | data | - | control],
/// the others alone: [reader words and states | writer words and data].
enum class ring_size : std::uint8_t { small_data, small_control, kb16, kb64, kb256, mb1 };
inline constexpr std::size_t ring_sizes = 6;

struct ring_shape {
  std::uint32_t reader_page; ///< first page of the reader's part, from the place's page
  std::uint32_t reader_pages;
  std::uint32_t reader_offset; ///< of reader_words in that part
  std::uint32_t writer_page;
  std::uint32_t writer_pages;
  std::uint32_t capacity; ///< bytes of data, a multiple of the granule
};

inline constexpr std::array<ring_shape, ring_sizes> ring_shapes{{
  {0, 1, 0, 1, 3, 3 * page - sizeof(writer_words)},
  {0, 1, page / 2, 5, 1, page - sizeof(writer_words)},
  {0, 1, 0, 1, 4, 4 * page - sizeof(writer_words)},
  {0, 1, 0, 1, 16, 16 * page - sizeof(writer_words)},
  {0, 2, 0, 2, 64, 64 * page - sizeof(writer_words)},
  {0, 5, 0, 5, 256, 256 * page - sizeof(writer_words)},
}};
inline constexpr std::uint32_t lane_block_pages = 6;

[[nodiscard]] constexpr const ring_shape& shape_of(ring_size size) noexcept {
  return ring_shapes[static_cast<std::size_t>(size)];
}
/// Pages from the place's page to the end of the ring (of a small one: of its lane block).
[[nodiscard]] constexpr std::uint32_t pages_of(ring_size size) noexcept {
  return size <= ring_size::small_control ? lane_block_pages : shape_of(size).writer_page + shape_of(size).writer_pages;
}

[[nodiscard]] constexpr ring_place make_place(std::uint32_t page_number, ring_size size) noexcept {
  return page_number << 8 | static_cast<std::uint32_t>(size);
}
[[nodiscard]] constexpr std::uint32_t page_of(ring_place place) noexcept { return place >> 8; }
/// Empty for what no correct writer stores. Anything else lies within the range, before the arena.
[[nodiscard]] constexpr std::optional<ring_size> size_of(ring_place place) noexcept {
  const std::uint32_t size = place & 0xff;
  if (size >= ring_sizes || page_of(place) < directory_bytes / page ||
      page_of(place) + std::uint64_t{pages_of(static_cast<ring_size>(size))} > arena_at / page)
    return std::nullopt;
  return static_cast<ring_size>(size);
}

/// Room that requests and sends leave to answers.
[[nodiscard]] constexpr std::uint64_t reserve_of(std::uint64_t capacity) noexcept {
  return round_up(capacity / 8, granule);
}
/// Frames above this go to the arena.
[[nodiscard]] constexpr std::uint64_t inline_limit(std::uint64_t capacity) noexcept { return capacity / 4; }
/// Bytes of ring that a record of `bytes` after its header takes.
[[nodiscard]] constexpr std::uint64_t record_room(std::uint64_t bytes) noexcept {
  return round_up(sizeof(record_header) + bytes, granule);
}

} // namespace troupe::rooms::mailbox

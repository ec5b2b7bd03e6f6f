/// Blocks for frames too large for a ring, in one slot's own range.
///
/// Blocks are powers of two, carved from extents of at least 64 MiB that are mapped as a whole; only
/// what a frame needs is allocated. Freed blocks stay warm (allocated and mapped) up to a limit,
/// because the first touch of a page costs more than copying it. The books are ordinary memory.
/// Threads: any.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "mailbox/inside.hpp"

namespace troupe::rooms::mailbox {

inline constexpr unsigned smallest_block_log = 13;
inline constexpr unsigned extent_log = 26; ///< of the smallest extent
inline constexpr unsigned largest_block_log = 33;
inline constexpr std::uint64_t arena_bytes = range_bytes - arena_at;
inline constexpr std::uint64_t largest_frame_words = (std::uint64_t{1} << largest_block_log) / 8;
inline constexpr std::uint64_t warm_limit = std::uint64_t{64} << 20;

struct arena_block {
  std::uint64_t offset = 0;   ///< in the arena
  std::uint64_t extent = 0;   ///< as in arena_reference
  std::uint64_t reserved = 0; ///< bytes allocated now
  std::byte* data = nullptr;  ///< mapped writable; null for one of an earlier incarnation
  std::uint8_t log = 0;
};

class arena {
public:
  arena(region::layout& in, slot_id own) noexcept : in_(in), own_(own) {}

  /// A block with `bytes` allocated; null when memory is used up. Stays valid until the arena goes.
  [[nodiscard]] arena_block* take(std::uint64_t bytes);
  /// Nobody reads it any more.
  void give(arena_block* block) noexcept;
  /// Gives all warm blocks back.
  void cool() noexcept;

  /// A block of an earlier incarnation that a record still refers to.
  [[nodiscard]] arena_block* adopt(std::uint64_t offset, std::uint64_t bytes);
  /// Gives back what no adopted block covers. Before the first `take`.
  void sweep();

private:
  /// What is left of the extent that blocks of one size are being cut from.
  struct uncut {
    std::uint64_t next = 0;
    std::uint64_t end = 0;
    std::uint64_t extent = 0;
    std::byte* data = nullptr;
  };

  arena_block* find(unsigned log);
  arena_block* cut(unsigned log);
  bool carve(unsigned log);
  bool extend(arena_block& block, std::uint64_t bytes) noexcept;
  void chill(arena_block& block) noexcept;
  bool is_occupied(std::uint64_t first, std::uint64_t count) const noexcept;

  region::layout& in_;
  slot_id own_;
  std::mutex guard_;
  std::vector<std::unique_ptr<arena_block>> blocks_;
  std::vector<os::mapping> extents_;
  std::vector<const arena_block*> adopted_;
  std::array<std::vector<arena_block*>, largest_block_log + 1> warm_;
  std::array<std::vector<arena_block*>, largest_block_log + 1> cold_;
  std::array<uncut, largest_block_log + 1> uncut_;
  std::uint64_t warm_bytes_ = 0;
  std::uint64_t next_extent_ = 0; ///< in units of the smallest extent
};

} // namespace troupe::rooms::mailbox

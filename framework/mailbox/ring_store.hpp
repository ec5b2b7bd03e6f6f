/// Pages for the rings of one slot's own range. Its books are ordinary memory: what a crash leaves
/// behind is found by walking the directory, never by trusting a list.
/// Threads: any.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "mailbox/growth.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/ring_size.hpp"

namespace troupe::rooms::mailbox {

class ring_store {
public:
  /// `grown`: this slot's count of what its grown rings take.
  ring_store(region::layout& in, slot_id own, std::atomic<std::uint64_t>& grown);

  /// A place with all its pages allocated and zero; 0 when memory is used up. A small ring is put
  /// into the lane block of `beside` (0: none) when that has never held one of its size.
  [[nodiscard]] ring_place open(ring_size size, ring_place beside);
  /// Whether a stream may go on in a ring of that size, of what all may take together.
  [[nodiscard]] bool may_grow_to(ring_size size) noexcept;
  /// Gives the pages back. Nobody may touch the ring any more.
  void close(ring_place place);

  /// A ring that an earlier incarnation opened and that is still reachable.
  void adopt(ring_place place);
  /// Gives back what no adopted ring covers. Before the first `open`.
  void sweep();

private:
  struct block {
    std::uint8_t live = 0; ///< bit per small ring_size
    std::uint8_t used = 0; ///< ever: the reader's words are then not zero
  };
  using pages = std::pair<std::uint32_t, std::uint32_t>; ///< first, behind last

  [[nodiscard]] static std::vector<pages> gaps_between(std::vector<pages>& taken);
  std::uint32_t take_offset(ring_size size);
  ring_place open_in_block(std::uint32_t first, ring_size size);
  bool reserve(std::uint32_t first, std::uint32_t count) noexcept;
  void punch(std::uint32_t first, std::uint32_t count) noexcept;

  region::layout& in_;
  slot_id own_;
  growth growth_;
  std::mutex guard_;
  std::map<std::uint32_t, block> blocks_;
  std::array<std::vector<std::uint32_t>, ring_sizes> free_; ///< offsets; lane blocks under small_data
  std::vector<pages> adopted_;                              ///< what is allocated of them
  std::vector<pages> kept_;                                 ///< the same with what belongs to them
  std::vector<pages> uncut_;                                ///< what has never been taken in this life
};

} // namespace troupe::rooms::mailbox

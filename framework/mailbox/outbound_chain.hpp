/// The writing side of one stream of records: a chain of rings, of which the newest is written and
/// the older ones wait for the reader to leave them.
/// Threads: one at a time (its lane's lock).
#pragma once

#include <atomic>
#include <vector>

#include "mailbox/arena.hpp"
#include "mailbox/endpoint.hpp"
#include "mailbox/ring_store.hpp"
#include "mailbox/ring_view.hpp"

namespace troupe::rooms::mailbox {

/// What all streams of one writer share.
struct writer_side {
  region::layout& in;
  address self;
  ring_store rings;
  arena blocks;
  std::atomic<std::uint64_t> lent{0}; ///< bytes of blocks that readers will be done with; a hint, ordered by nothing
  writer_side(region::layout& region, address own, slot_status& status) noexcept
    : in(region), self(own), rings(region, own.slot, status.grown), blocks(region, own.slot) {}
};

/// A spool grows as a data stream does, but is not held to what all may take together: what lies in it
/// has no other place.
enum class stream : std::uint8_t { data, control, spool };

class outbound_chain {
public:
  /// Bytes that may lie in the arena for one stream, unless a single frame is longer.
  static constexpr std::uint64_t arena_limit = std::uint64_t{64} << 20;

  outbound_chain(writer_side& side, stream which, std::atomic<ring_place>& entry) noexcept
    : side_(side), entry_(entry), which_(which) {}

  [[nodiscard]] bool is_open() const noexcept { return !rings_.empty(); }
  [[nodiscard]] ring_place place() const noexcept { return rings_.empty() ? 0 : rings_.front().view.place(); }
  /// The first ring, linked into the directory. False: no memory.
  [[nodiscard]] bool open(slot_id reader, std::uint32_t reader_epoch, ring_place beside);
  /// Takes over what an earlier incarnation left: rings and the arena blocks still referred to. It may have died of
  /// writing where it should not, so it is believed as little as any peer: what makes no sense is given up, and the
  /// next frame begins a new stream.
  void inherit(slot_id reader);
  /// Of the mailbox that the rings were made for.
  [[nodiscard]] std::uint32_t reader_epoch() const noexcept { return reader_epoch_; }
  /// Unlinks and frees everything. The reader is gone.
  void close();

  [[nodiscard]] send_result append(const frame_source& frame, bool urgent);
  /// Whether the reader sees what was appended without being rung. After a full fence behind `append`.
  [[nodiscard]] bool is_polled() const noexcept {
    return rings_.back().view.reader().polled.load(std::memory_order_relaxed) != 0;
  }

  /// Publishes the wish to be woken; false when there is room already (or nothing was refused).
  [[nodiscard]] bool wait_for_head() noexcept;
  [[nodiscard]] bool has_room() const noexcept;
  /// Something was refused, and there is a position of the reader's that makes room for it.
  [[nodiscard]] bool wants_room() const noexcept { return wanted_head_ != 0; }
  void stop_waiting() noexcept;
  /// Position in the stream up to which the reader has let go.
  [[nodiscard]] std::uint64_t freed() noexcept;
  /// Bytes of it that the reader has not let go of, with those in the arena. `now`: looks at heads.
  [[nodiscard]] std::uint64_t waiting(bool now) noexcept;
  /// Records that the reader is not done with; stops at `most` of them.
  [[nodiscard]] std::uint64_t open_records(std::uint64_t most) const noexcept;
  /// Too much waits: the next wait is for so much room.
  void refuse(std::uint64_t bytes) noexcept;
  /// Memory is short: the next wait is for the oldest reference, if there is one.
  void refuse_for_memory() noexcept;
  /// Frees rings that the reader has left, and arena blocks behind its head.
  void reclaim();
  /// Goes back to the initial size when all is read. `only_unused`: and when nothing was sent since
  /// the last call. True: the reader must be rung to follow.
  [[nodiscard]] bool shrink(bool only_unused);

private:
  struct reference {
    std::uint64_t end; ///< the reader's head is here or further when it has let go
    arena_block* block;
    std::uint64_t bytes;
  };
  /// A queue without memory of its own while it is empty.
  struct reference_queue {
    std::vector<reference> all;
    std::size_t first = 0;
    [[nodiscard]] bool empty() const noexcept { return first == all.size(); }
    void pop() noexcept;
  };
  struct ring {
    ring_view view;
    std::uint64_t tail = 0;
    std::uint64_t offset = 0; ///< tail, as a place in the data
    std::uint64_t head = 0;   ///< as last seen
    reference_queue references;
  };
  /// What publish() makes true.
  struct claimed {
    std::uint64_t tail = 0;
    std::uint64_t offset = 0;
  };

  [[nodiscard]] ring_size initial_size() const noexcept;
  [[nodiscard]] ring& newest() noexcept { return rings_.back(); }
  /// Contiguous room in the newest ring, after a pad where needed; null when there is none.
  [[nodiscard]] std::byte* claim(std::uint64_t room, bool urgent) noexcept;
  [[nodiscard]] std::byte* claim_or_grow(std::uint64_t bytes, bool urgent);
  void publish() noexcept;
  [[nodiscard]] send_result append_reference(const frame_source& frame, bool urgent);
  [[nodiscard]] bool may_grow_to(ring_size size) noexcept;
  [[nodiscard]] bool replace(ring_size size);
  [[nodiscard]] ring make_ring(ring_size size, ring_place beside, std::uint64_t base);
  [[nodiscard]] send_result refuse_for_arena(std::uint64_t bytes, std::uint64_t limit) noexcept;
  void look_at_head(ring& which) noexcept;
  void release_references(ring& which) noexcept;
  void lend(std::uint64_t bytes) noexcept;
  void take_back(std::uint64_t bytes) noexcept;
  void retire_oldest();
  [[nodiscard]] bool inherit_ring(ring_place place);
  [[nodiscard]] bool inherit_references(ring& which);
  void give_up_inherited();

  writer_side& side_;
  std::atomic<ring_place>& entry_;
  std::vector<ring> rings_; ///< oldest first
  claimed next_;
  std::uint64_t arena_bytes_ = 0;
  std::uint64_t seen_tail_ = 0;   ///< of the newest ring, at the last call of shrink
  std::uint64_t wanted_head_ = 0; ///< of the newest ring, since the last refusal; 0 = none
  std::uint32_t reader_epoch_ = 0;
  slot_id reader_ = no_slot;
  stream which_;
  bool inherited_ = false; ///< the newest ring still carries the earlier incarnation's name
};

} // namespace troupe::rooms::mailbox

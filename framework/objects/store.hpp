/// Memory for the items of shared objects, by extents of 16 KiB.
///
/// An extent belongs to one object at a time; the object's rules say who may write it. What a process
/// has claimed and not linked when it dies is known by its word and is freed with the object, or by
/// the object's sweep. Freed extents stay warm (allocated) up to a limit, since the first touch of a
/// page costs more than filling it.
/// Threads and processes: any.
#pragma once

#include "mailbox/commons.hpp"
#include "objects/extent_table.hpp"

namespace troupe::rooms::objects {

class store {
public:
  static constexpr std::int32_t warm_limit = 4096; ///< extents: 64 MiB
  static constexpr std::int32_t warm_at_rest = 64; ///< 1 MiB

  /// Maps it. Fails: no_resource.
  explicit store(const mailbox::region& where);

  /// `count` extents in a row, allocated, `in_hand` of `claimer`; their contents are anything.
  /// Gives 0 and `first`, or the errno with nothing claimed: ENOSPC when memory is used up.
  [[nodiscard]] int claim(owner_id owner, mailbox::slot_id claimer, std::uint32_t count, extent_id& first) noexcept;
  /// They are linked now, or change what they are used for.
  void set_use(extent_id first, std::uint32_t count, owner_id owner, extent_use use) noexcept;
  /// Nothing refers to them any more. Idempotent as long as nobody else has claimed them.
  void give(extent_id first, std::uint32_t count) noexcept;
  /// The same for what a dead process had in hand: its pages may never have been allocated.
  void drop(extent_id first, std::uint32_t count) noexcept;

  /// Whose it is now; owner 0 when it is free, or no extent at all.
  [[nodiscard]] extent_word look(extent_id which) const noexcept;
  /// Calls visit(extent_id, extent_word) for each extent of an object, in order.
  template <class Visit>
  void each_of(owner_id owner, Visit visit) const {
    const extent_id end = head().end.load(std::memory_order_acquire);
    for (extent_id i = first_; i < end; ++i)
      if (const std::uint64_t word = words()[i].load(std::memory_order_acquire); word >> 16 == owner)
        visit(i, unpacked(word));
  }

  /// Everything that an object has: it goes.
  void give_all(owner_id owner, mailbox::slot_id caller) noexcept;
  /// Gives the memory of warm extents back, all but `keep` of them.
  void cool(mailbox::slot_id caller, std::int32_t keep = 0) noexcept;
  /// The process in that slot has died: what it had in hand, of whatever owner. By the house, before
  /// the slot has a new process.
  void forget(mailbox::slot_id dead) noexcept;

  /// The memory of an extent and those behind it. Valid as long as the store.
  [[nodiscard]] std::byte* at(extent_id which) const noexcept { return all_.data() + which * extent_bytes; }
  /// One more than the largest number an extent can have.
  [[nodiscard]] extent_id size() const noexcept { return count_; }

private:
  [[nodiscard]] store_head& head() const noexcept { return *reinterpret_cast<store_head*>(all_.data()); }
  [[nodiscard]] std::atomic<std::uint64_t>* words() const noexcept {
    return reinterpret_cast<std::atomic<std::uint64_t>*>(all_.data() + extent_words_at);
  }

  [[nodiscard]] int extend(extent_id end) noexcept;
  [[nodiscard]] std::uint32_t free_run_at(extent_id first, std::uint32_t count, bool warm_only) const noexcept;
  [[nodiscard]] bool take_warm(std::uint32_t count, std::uint64_t word, extent_id& first) noexcept;
  [[nodiscard]] bool find_warm(extent_id from, extent_id to, std::uint32_t count, std::uint64_t word,
                               extent_id& first) noexcept;
  [[nodiscard]] int take_any(std::uint32_t count, std::uint64_t word, extent_id& first) noexcept;
  [[nodiscard]] int take(extent_id first, std::uint32_t count, std::uint64_t word) noexcept;
  [[nodiscard]] int allocate(extent_id first, extent_id end) noexcept;

  mailbox::commons in_;
  extent_id count_; ///< the table's own included
  extent_id first_; ///< behind the table
  os::mapping all_;
};

} // namespace troupe::rooms::objects

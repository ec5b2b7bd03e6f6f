/// The cells of one queue: taken items, those that were given back, dead letters.
///
/// All of it under the guard of the taking side, but for what says otherwise.
#pragma once

#include <vector>

#include "mailbox/region.hpp"
#include "objects/item_chain.hpp"
#include "objects/item_front.hpp"
#include "objects/lease_layout.hpp"

namespace troupe::rooms::objects {

class lease_cells final : public item_holders {
public:
  lease_cells(const item_chain& in, std::atomic<extent_id>& first, const mailbox::region& where,
              mailbox::address own) noexcept
    : in_(in), first_(first), where_(where), own_(own) {}

  /// A cell of this process that holds nothing. Null, with the errno, when memory is used up.
  [[nodiscard]] lease_cell* idle(int& failed) noexcept;
  /// The item that was taken first of those that were given back; null when there is none. It is to
  /// become this process's.
  [[nodiscard]] lease_cell* first_returned() noexcept;
  void adopt(lease_cell& returned);
  /// Whether some process holds a lease: this one, another one. One that has died holds it until a repair has given
  /// it back: between its end and the news of that at the queue nothing else would say that the item is to come.
  struct holders {
    bool self = false, others = false;
  };
  [[nodiscard]] holders leased() const noexcept;
  /// Gives back the cells of this process that hold nothing. Without the guard, by the last of its users.
  void release() noexcept;

  /// Calls visit(lease_cell&, cell_word) for every cell that holds an item.
  template <class Visit>
  void each_item(Visit visit) const {
    each([&](lease_cell& cell) {
      if (const auto word = cell_word::unpacked(cell.word.load(std::memory_order_acquire)); has_item(word.state))
        visit(cell, word);
    });
  }
  [[nodiscard]] bool needs_chunk(extent_id which) const noexcept override;
  [[nodiscard]] bool needs_run(extent_id first) const noexcept override;

  /// After a death, before anything else is repaired: takings that were not completed never were.
  void undo_takings(item_place cursor) noexcept;
  void settle(extents left) noexcept;
  /// A dead letter that was being dropped is, and is counted once.
  void finish_drop() noexcept;
  /// Gives back what the dead have, and counts what is nobody's.
  struct counts {
    std::uint32_t returned = 0, dead = 0;
  };
  counts bury(std::uint32_t max_deliveries) noexcept;

private:
  [[nodiscard]] static bool has_item(cell_state state) noexcept { return state >= cell_state::leased; }
  [[nodiscard]] std::uint32_t count(cell_state state) const noexcept;
  template <class Visit>
  void each(Visit visit) const {
    for (extent_id at = first_.load(std::memory_order_acquire); at != 0;
         at = head_of(at).next.load(std::memory_order_acquire))
      for (std::uint32_t i = 1; i <= cells_per_extent; ++i)
        visit(reinterpret_cast<lease_cell*>(in_.memory().at(at))[i]);
  }
  [[nodiscard]] cells_head& head_of(extent_id which) const noexcept {
    return *reinterpret_cast<cells_head*>(in_.memory().at(which));
  }
  [[nodiscard]] lease_cell* claim() noexcept;
  [[nodiscard]] int extend() noexcept;
  [[nodiscard]] std::atomic<extent_id>& last_link() const noexcept;

  const item_chain& in_;
  std::atomic<extent_id>& first_;
  const mailbox::region& where_;
  const mailbox::address own_;
  std::vector<lease_cell*> mine_;
  std::size_t rover_ = 0;
};

/// A taken item goes back: to another taker, or to the dead letters when it was delivered too often.
/// Under the guard. Whether somebody else may take it.
bool return_item(lease_cell& cell, std::uint32_t max_deliveries) noexcept;
/// A dead letter is an item no longer: counted among those that were dropped, in steps of which each may be done twice.
/// The cell stays `dropped`. Under the guard.
void drop_letter(lease_cell& cell, consumer_words& words) noexcept;
/// By the house: how the taker of each item died, for dead letters. Needs no guard. Whether it had any
/// cell.
bool note_ending(const item_chain& in, extent_id first_cells, mailbox::address taker,
                 const mailbox::slot_view& how) noexcept;

} // namespace troupe::rooms::objects

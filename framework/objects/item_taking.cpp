#include "objects/item_taking.hpp"

#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

void item_queue::taking::repair(std::uint32_t deaths) noexcept {
  lease_cells& cells = of_.cells_;
  cells.undo_takings(words_.cursor.load(std::memory_order_relaxed));
  cells.settle(extents::unpacked(words_.unsettled.load(std::memory_order_acquire)));
  front_.repair();
  cells.finish_drop();
  const lease_cells::counts counts = cells.bury(of_.words().max_deliveries);
  words_.returned.store(counts.returned, std::memory_order_relaxed);
  words_.dead.store(counts.dead, std::memory_order_relaxed);
  words_.deaths.store(deaths, std::memory_order_relaxed);
}

lease_cell* item_queue::taking::take_returned() noexcept {
  if (words_.returned.load(std::memory_order_relaxed) == 0)
    return nullptr;
  lease_cell* const cell = of_.cells_.first_returned();
  if (cell == nullptr)
    return nullptr;
  const auto deliveries = cell_word::unpacked(cell->word.load(std::memory_order_relaxed)).deliveries;
  of_.cells_.adopt(*cell);
  cell->word.store(
    cell_word{cell_state::leased, static_cast<std::uint8_t>(deliveries + 1), of_.in_.own_address()}.packed(),
    std::memory_order_release);
  os::pass_fault_point("objects.lease.retaken");
  words_.returned.fetch_sub(1, std::memory_order_relaxed);
  return cell;
}

lease_cell* item_queue::taking::take_next() {
  const item_view item = front_.look();
  if (!item)
    return nullptr;
  int failed = 0;
  lease_cell* const cell = of_.cells_.idle(failed);
  if (cell == nullptr)
    throw_no_memory(of_.chain_, failed);
  cell->place.store(item.place, std::memory_order_relaxed);
  cell->number.store(words_.taken.load(std::memory_order_relaxed), std::memory_order_relaxed);
  cell->word.store(cell_word{cell_state::leased, 1, of_.in_.own_address()}.packed(), std::memory_order_release);
  os::pass_fault_point("objects.lease.noted");
  front_.pass(item);
  return cell;
}

void item_queue::taking::give_back(lease_cell& cell) noexcept {
  const bool again = return_item(cell, of_.words().max_deliveries);
  os::pass_fault_point("objects.lease.returned");
  (again ? words_.returned : words_.dead).fetch_add(1, std::memory_order_relaxed);
}

// Whoever dies behind this has its lease given back, and uncounted.
void item_queue::taking::uncount(lease_cell& cell) noexcept {
  cell_word word = cell_word::unpacked(cell.word.load(std::memory_order_relaxed));
  --word.deliveries;
  cell.word.store(word.packed(), std::memory_order_release);
  os::pass_fault_point("objects.lease.uncounted");
}

// As finish_item does it: the run is noted before the item is gone, and freed only if it is.
void item_queue::taking::drop(lease_cell& cell, const item_view& item) noexcept {
  if (item.run.count != 0)
    front_.begin_to_free(item.run);
  drop_letter(cell, words_);
  if (item.run.count != 0)
    front_.free_run(item.run);
  front_.free_passed(extent_of(item.place));
  cell.word.store(0, std::memory_order_release);
}

} // namespace troupe::rooms::objects

#include "objects/lease_cells.hpp"

#include <algorithm>
#include <cstring>

#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

namespace {

cell_word word_of(const lease_cell& cell) noexcept {
  return cell_word::unpacked(cell.word.load(std::memory_order_acquire));
}

} // namespace

lease_cell* lease_cells::idle(int& failed) noexcept {
  const std::uint64_t looked_for = cell_word{cell_state::idle, 0, own_}.packed();
  for (std::size_t i = 0; i < mine_.size(); ++i) {
    rover_ = rover_ < mine_.size() ? rover_ : 0;
    lease_cell* const cell = mine_[rover_];
    if (cell->word.load(std::memory_order_relaxed) == looked_for)
      return cell;
    ++rover_;
  }
  lease_cell* made = claim();
  if (made == nullptr && (failed = extend()) == 0)
    made = claim();
  if (made != nullptr)
    mine_.push_back(made);
  return made;
}

// Also forgets those that were given back meanwhile: they are nobody's, or another's.
lease_cell* lease_cells::claim() noexcept {
  std::erase_if(mine_, [this](const lease_cell* cell) { return word_of(*cell).taker != own_; });
  lease_cell* found = nullptr;
  each([&](lease_cell& cell) {
    if (found == nullptr && word_of(cell).state == cell_state::free)
      found = &cell;
  });
  if (found != nullptr)
    found->word.store(cell_word{cell_state::idle, 0, own_}.packed(), std::memory_order_release);
  return found;
}

// An idle one goes for it, or who takes over from many dead would keep their cells for ever.
void lease_cells::adopt(lease_cell& returned) {
  if (std::ranges::find(mine_, &returned) != mine_.end())
    return;
  const auto spare = std::ranges::find(mine_, cell_word{cell_state::idle, 0, own_},
                                       [](const lease_cell* cell) { return word_of(*cell); });
  if (spare == mine_.end())
    return mine_.push_back(&returned);
  (*spare)->word.store(0, std::memory_order_release);
  *spare = &returned;
}

std::atomic<extent_id>& lease_cells::last_link() const noexcept {
  std::atomic<extent_id>* link = &first_;
  while (const extent_id next = link->load(std::memory_order_acquire))
    link = &head_of(next).next;
  return *link;
}

int lease_cells::extend() noexcept {
  extents fresh{0, 1, linking_cells};
  if (const int failed = in_.memory().claim(in_.owner, own_.slot, 1, fresh.first))
    return failed;
  std::memset(in_.memory().at(fresh.first), 0, extent_bytes);
  in_.consumers->unsettled.store(fresh.packed(), std::memory_order_release);
  in_.set_use(fresh, item_use::cells);
  os::pass_fault_point("objects.cells.noted");
  last_link().store(fresh.first, std::memory_order_release); // pairs with the loads in `each`
  os::pass_fault_point("objects.cells.linked");
  in_.consumers->unsettled.store(0, std::memory_order_relaxed);
  return 0;
}

lease_cell* lease_cells::first_returned() noexcept {
  lease_cell* found = nullptr;
  each_item([&](lease_cell& cell, cell_word word) {
    if (word.state == cell_state::returned && (found == nullptr || cell.number.load(std::memory_order_relaxed) <
                                                                     found->number.load(std::memory_order_relaxed)))
      found = &cell;
  });
  return found;
}

lease_cells::holders lease_cells::leased() const noexcept {
  holders found;
  each_item([&](lease_cell&, cell_word word) {
    if (word.state == cell_state::leased)
      (word.taker == own_ ? found.self : found.others) = true;
  });
  return found;
}

// Another view of the same queue in this process may be taking into one of them at this moment.
void lease_cells::release() noexcept {
  for (lease_cell* const cell : mine_) {
    std::uint64_t idle = cell_word{cell_state::idle, 0, own_}.packed();
    cell->word.compare_exchange_strong(idle, 0, std::memory_order_acq_rel);
  }
  mine_.clear();
}

bool lease_cells::needs_chunk(extent_id which) const noexcept {
  bool needed = false;
  each_item(
    [&](lease_cell& cell, cell_word) { needed |= extent_of(cell.place.load(std::memory_order_relaxed)) == which; });
  return needed;
}

bool lease_cells::needs_run(extent_id first) const noexcept {
  bool needed = false;
  each_item([&](lease_cell& cell, cell_word) {
    const item_head& head = in_.head_at(cell.place.load(std::memory_order_relaxed));
    needed |= head.away != 0 && reinterpret_cast<const item_run*>(&head + 1)->first == first;
  });
  return needed;
}

// -- after a death ----------------------------------------------------------------------------------

void lease_cells::undo_takings(item_place cursor) noexcept {
  each_item([&](lease_cell& cell, cell_word word) {
    if (word.state == cell_state::leased && cell.place.load(std::memory_order_relaxed) == cursor)
      cell.word.store(cell_word{cell_state::idle, 0, word.taker}.packed(), std::memory_order_release);
  });
}

void lease_cells::settle(extents left) noexcept {
  if (left.step != linking_cells)
    return;
  for (extent_id at = first_.load(std::memory_order_acquire); at != 0;
       at = head_of(at).next.load(std::memory_order_acquire))
    if (at == left.first)
      return;
  in_.drop_if(left, item_use::cells);
}

std::uint32_t lease_cells::count(cell_state state) const noexcept {
  std::uint32_t found = 0;
  each([&](const lease_cell& cell) { found += word_of(cell).state == state ? 1U : 0U; });
  return found;
}

// There is one at most: who drops has the guard. It is counted as dead or as dropped, never as both: see all_done.
void lease_cells::finish_drop() noexcept {
  each([this](lease_cell& cell) {
    if (word_of(cell).state != cell_state::dropped)
      return;
    in_.consumers->dead.store(count(cell_state::dead), std::memory_order_relaxed);
    in_.consumers->dropped.store(cell.drop.load(std::memory_order_relaxed), std::memory_order_release);
    os::pass_fault_point("objects.letter.repaired");
    cell.word.store(0, std::memory_order_release);
  });
}

lease_cells::counts lease_cells::bury(std::uint32_t max_deliveries) noexcept {
  counts found;
  each([&](lease_cell& cell) {
    const cell_word word = word_of(cell);
    const bool is_taken = word.state == cell_state::idle || word.state == cell_state::leased;
    if (is_taken && word.taker != own_ && !where_.is_alive(word.taker)) {
      if (word.state == cell_state::idle)
        cell.word.store(0, std::memory_order_release);
      else
        return_item(cell, max_deliveries);
      os::pass_fault_point("objects.lease.buried");
    }
    const cell_state now = word_of(cell).state;
    found.returned += now == cell_state::returned ? 1U : 0U;
    found.dead += now == cell_state::dead ? 1U : 0U;
  });
  return found;
}

bool return_item(lease_cell& cell, std::uint32_t max_deliveries) noexcept {
  const cell_word word = word_of(cell);
  const bool again = word.deliveries < max_deliveries;
  cell.word.store(cell_word{again ? cell_state::returned : cell_state::dead, word.deliveries, {0, 0}}.packed(),
                  std::memory_order_release);
  return again;
}

void drop_letter(lease_cell& cell, consumer_words& words) noexcept {
  cell.drop.store(words.dropped.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  cell.word.store(cell_word{cell_state::dropped, 0, {0, 0}}.packed(), std::memory_order_release);
  os::pass_fault_point("objects.letter.dropped");
  words.dead.fetch_sub(1, std::memory_order_relaxed);
  os::pass_fault_point("objects.letter.uncounted");
  words.dropped.store(cell.drop.load(std::memory_order_relaxed), std::memory_order_release); // pairs with all_done
  os::pass_fault_point("objects.letter.counted");
}

// Races with whoever buries the same cell: what is written here is read for dead letters only.
bool note_ending(const item_chain& in, extent_id first_cells, mailbox::address taker,
                 const mailbox::slot_view& how) noexcept {
  bool found = false;
  for (extent_id at = first_cells; at != 0;
       at = reinterpret_cast<const cells_head*>(in.memory().at(at))->next.load(std::memory_order_acquire))
    for (std::uint32_t i = 1; i <= cells_per_extent; ++i) {
      lease_cell& cell = reinterpret_cast<lease_cell*>(in.memory().at(at))[i];
      if (word_of(cell).state == cell_state::free || word_of(cell).taker != taker)
        continue;
      found = true;
      cell.cause.store(static_cast<std::uint8_t>(return_cause::taker_died), std::memory_order_relaxed);
      cell.taker_slot.store(taker.slot, std::memory_order_relaxed);
      cell.taker_pid.store(static_cast<std::uint32_t>(how.pid), std::memory_order_relaxed);
      cell.ending_kind.store(static_cast<std::uint8_t>(how.how.kind), std::memory_order_relaxed);
      cell.ending_code.store(how.how.code, std::memory_order_relaxed);
    }
  return found;
}

} // namespace troupe::rooms::objects

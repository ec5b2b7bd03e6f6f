// What becomes of an item that was taken: its taker is done with it, or gives it back.
#include "objects/item_taking.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

namespace {

constexpr std::uint64_t idle_of(mailbox::address self) noexcept {
  return cell_word{cell_state::idle, 0, self}.packed();
}

} // namespace

item_lease& item_lease::operator=(item_lease&& other) noexcept {
  give_back();
  of_ = std::exchange(other.of_, nullptr);
  cell_ = other.cell_;
  item_ = other.item_;
  return *this;
}

unsigned item_lease::deliveries() const noexcept {
  if (of_ == nullptr || !of_->is_usable())
    return 0;
  return cell_word::unpacked(cell_->word.load(std::memory_order_relaxed)).deliveries;
}

void item_lease::done() noexcept {
  if (item_queue* const of = std::exchange(of_, nullptr))
    of->finish_item(*cell_, item_);
}

void item_lease::give_back() noexcept {
  if (item_queue* const of = std::exchange(of_, nullptr))
    of->return_taken(*cell_, true);
}

void item_lease::undo() noexcept {
  if (item_queue* const of = std::exchange(of_, nullptr))
    of->return_taken(*cell_, false);
}

void item_queue::finish_item(lease_cell& cell, const item_view& item) noexcept {
  if (!is_usable())
    return;
  const extent_id chunk = extent_of(item.place);
  os::pass_fault_point("objects.lease.before_done");
  if (item.run.count != 0) {
    taking side{*this};
    side.front().begin_to_free(item.run);
    cell.word.store(idle_of(in_.own_address()), std::memory_order_release);
    os::pass_fault_point("objects.lease.done");
    side.front().free_run(item.run);
    side.front().free_passed(chunk);
  } else {
    cell.word.exchange(idle_of(in_.own_address()), std::memory_order_seq_cst); // pairs with the fence in leave
    os::pass_fault_point("objects.lease.done");
    if (chain_.has(chunk, item_use::passed))
      taking{*this}.front().free_passed(chunk);
  }
  if (is_finished())
    announce(in_, entry_, entry_.waits); // perhaps the last one that others waited for
}

void item_queue::return_taken(lease_cell& cell, bool was_delivered) noexcept {
  if (!is_usable())
    return;
  cell.cause.store(static_cast<std::uint8_t>(return_cause::dropped), std::memory_order_relaxed);
  {
    taking side{*this};
    if (!was_delivered)
      side.uncount(cell);
    side.give_back(cell);
  }
  announce(in_, entry_, entry_.waits, is_finished() ? all : 1);
  if (all_done())
    announce(in_, entry_, words().settled);
}

} // namespace troupe::rooms::objects

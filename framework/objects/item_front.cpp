#include "objects/item_front.hpp"

#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

bool has_item(const item_chain& in) noexcept {
  const item_place tail = in.producers->tail.load(std::memory_order_acquire);
  const item_place cursor = in.consumers->cursor.load(std::memory_order_acquire);
  if (tail == 0 || tail == cursor)
    return false;
  // A chunk that was opened and has nothing in it yet.
  return tail != item_chain::first_place(extent_of(tail)) ||
         in.producers->put.load(std::memory_order_acquire) != in.consumers->taken.load(std::memory_order_acquire);
}

item_view item_front::look() {
  for (;;) {
    item_place cursor = words_.cursor.load(std::memory_order_relaxed);
    item_place tail = words_.known_tail.load(std::memory_order_relaxed);
    if (cursor == tail) {
      tail = in_.producers->tail.load(std::memory_order_acquire); // pairs with the store in appender
      words_.known_tail.store(tail, std::memory_order_relaxed);
    }
    if (cursor == tail)
      return {};
    if (cursor == 0) {
      cursor = item_chain::first_place(in_.producers->first_chunk.load(std::memory_order_relaxed));
      words_.cursor.store(cursor, std::memory_order_release);
    } else if (extent_of(cursor) == extent_of(tail) || !enter_next_chunk()) {
      return view_at(in_, cursor);
    }
  }
}

// Whether the cursor had come to the end of its chunk. `end` and `next` are there: the tail is in a
// later chunk.
bool item_front::enter_next_chunk() noexcept {
  const item_place cursor = words_.cursor.load(std::memory_order_relaxed);
  const extent_id left = extent_of(cursor);
  const chunk_head& chunk = in_.chunk(left);
  if (cursor % extent_bytes != chunk.end.load(std::memory_order_relaxed))
    return false;
  words_.unsettled.store(extents{left, 1, leaving_chunk}.packed(), std::memory_order_release);
  words_.cursor.store(item_chain::first_place(chunk.next.load(std::memory_order_relaxed)), std::memory_order_release);
  os::pass_fault_point("objects.chunk.passed");
  leave(left);
  return true;
}

// Who is done with an item says so first and then looks whether its chunk is passed: one of the two
// sees the other, and `free_passed` may come twice.
void item_front::leave(extent_id chunk) noexcept {
  in_.set_use({chunk, 1, 0}, item_use::passed);
  std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the exchange that makes an item done
  if (holders_.needs_chunk(chunk))
    words_.unsettled.store(0, std::memory_order_relaxed);
  else
    free({chunk, 1, 0});
}

void item_front::pass(const item_view& item) noexcept {
  const item_count now{words_.taken.load(std::memory_order_relaxed) + 1,
                       words_.bytes.load(std::memory_order_relaxed) + bytes_of(item.head)};
  words_.cursor.store(item.place + bytes_in_chunk(item.head), std::memory_order_release);
  os::pass_fault_point("objects.item.passed");
  words_.taken.store(now.items, std::memory_order_release);
  words_.bytes.store(now.bytes, std::memory_order_release);
}

// -- freeing ----------------------------------------------------------------------------------------

void item_front::begin_to_free(extents run) noexcept {
  words_.unsettled.store(extents{run.first, run.count, leaving_run}.packed(), std::memory_order_release);
  os::pass_fault_point("objects.run.noted");
}

void item_front::free_run(extents run) noexcept { free(run); }

// Marked before they are given: who claims one of them meanwhile, even for this very chain, uses it in
// another way, so a repair knows which of them are not given yet.
void item_front::free(extents which) noexcept {
  in_.set_use(which, item_use::freeing);
  os::pass_fault_point("objects.extents.marked");
  words_.unsettled.store(extents{which.first, which.count, giving}.packed(), std::memory_order_release);
  os::pass_fault_point("objects.extents.giving");
  in_.memory().give(which.first, which.count);
  os::pass_fault_point("objects.extents.given");
  words_.unsettled.store(0, std::memory_order_relaxed);
}

void item_front::free_passed(extent_id chunk) noexcept {
  if (!in_.has(chunk, item_use::passed) || holders_.needs_chunk(chunk))
    return;
  words_.unsettled.store(extents{chunk, 1, leaving_chunk}.packed(), std::memory_order_release);
  free({chunk, 1, 0});
}

// -- after a death ----------------------------------------------------------------------------------

void item_front::settle(extents left) noexcept {
  if (left.step == giving)
    return in_.drop_if(left, item_use::freeing);
  if (left.step == leaving_chunk && extent_of(words_.cursor.load(std::memory_order_relaxed)) != left.first)
    return leave(left.first);
  if (left.step == leaving_run && !holders_.needs_run(left.first))
    return free({left.first, left.count, 0});
}

void item_front::repair() noexcept {
  settle(extents::unpacked(words_.unsettled.load(std::memory_order_acquire)));
  words_.unsettled.store(0, std::memory_order_relaxed);
  const item_count before = count_before(in_, words_.cursor.load(std::memory_order_relaxed));
  words_.taken.store(before.items, std::memory_order_relaxed);
  words_.bytes.store(before.bytes, std::memory_order_relaxed);
  in_.memory().each_of(in_.owner, [&](extent_id which, extent_word word) {
    if (word.use == static_cast<extent_use>(item_use::passed))
      free_passed(which);
  });
  os::pass_fault_point("objects.front.repaired");
}

} // namespace troupe::rooms::objects

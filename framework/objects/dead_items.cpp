// Dead letters of a queue: items that were taken too often.
#include <algorithm>

#include "objects/item_taking.hpp"
#include "objects/waiting.hpp"

namespace troupe::rooms::objects {

std::vector<dead_item> item_queue::dead() {
  std::vector<std::pair<std::uint64_t, dead_item>> found;
  const taking side{*this};
  cells_.each_item([&](const lease_cell& cell, cell_word word) {
    if (word.state != cell_state::dead)
      return;
    const item_view item = view_at(chain_, cell.place.load(std::memory_order_relaxed));
    const auto contents = item.contents();
    found.emplace_back(cell.number.load(std::memory_order_relaxed),
                       dead_item{item.head,
                                 {contents.begin(), contents.end()},
                                 word.deliveries,
                                 static_cast<return_cause>(cell.cause.load(std::memory_order_relaxed)),
                                 cell.taker_slot.load(std::memory_order_relaxed),
                                 static_cast<int>(cell.taker_pid.load(std::memory_order_relaxed)),
                                 {static_cast<ending_kind>(cell.ending_kind.load(std::memory_order_relaxed)),
                                  cell.ending_code.load(std::memory_order_relaxed)}});
  });
  std::ranges::sort(found, {}, &std::pair<std::uint64_t, dead_item>::first);
  std::vector<dead_item> result;
  for (auto& [number, item] : found)
    result.push_back(std::move(item));
  return result;
}

std::size_t item_queue::return_dead() {
  std::size_t count = 0;
  {
    taking side{*this};
    cells_.each_item([&](lease_cell& cell, cell_word word) {
      if (word.state != cell_state::dead)
        return;
      cell.word.store(cell_word{cell_state::returned, 0, {0, 0}}.packed(), std::memory_order_release);
      side.words().returned.fetch_add(1, std::memory_order_relaxed);
      side.words().dead.fetch_sub(1, std::memory_order_relaxed);
      ++count;
    });
  }
  announce(in_, entry_, entry_.waits);
  return count;
}

std::vector<std::uint64_t> item_queue::drop_dead() {
  std::vector<std::uint64_t> flights;
  {
    taking side{*this};
    cells_.each_item([&](lease_cell& cell, cell_word word) {
      if (word.state != cell_state::dead)
        return;
      const item_view item = view_at(chain_, cell.place.load(std::memory_order_relaxed));
      flights.insert(flights.end(), item.flights().begin(), item.flights().end());
      side.drop(cell, item);
    });
  }
  if (all_done())
    announce(in_, entry_, words().settled); // for a moment they were neither dead nor dropped
  return flights;
}

} // namespace troupe::rooms::objects

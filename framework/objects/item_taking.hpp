/// The taking side of a queue: items in front, items that were given back, dead letters.
#pragma once

#include "objects/guard.hpp"
#include "objects/item_front.hpp"
#include "objects/item_queue.hpp"

namespace troupe::rooms::objects {

/// Holds its guard, with everything in order.
class item_queue::taking {
public:
  explicit taking(item_queue& of)
    : of_(of), words_(of.body().consumers), front_(of.chain_, of.cells_), hold_(of.in_, words_.guard) {
    const std::uint32_t deaths = of.words().deaths.load(std::memory_order_acquire); // pairs with process_died
    if (hold_.must_repair() || deaths != words_.deaths.load(std::memory_order_relaxed))
      repair(deaths);
  }

  [[nodiscard]] item_front& front() noexcept { return front_; }
  [[nodiscard]] consumer_words& words() noexcept { return words_; }
  [[nodiscard]] lease_cell* take_returned() noexcept;
  [[nodiscard]] lease_cell* take_next();
  void give_back(lease_cell& cell) noexcept;
  void uncount(lease_cell& cell) noexcept;
  /// Nobody will get that dead letter again. What was in it is free behind this.
  void drop(lease_cell& cell, const item_view& item) noexcept;

private:
  void repair(std::uint32_t deaths) noexcept;

  item_queue& of_;
  consumer_words& words_;
  item_front front_;
  guard hold_;
};

} // namespace troupe::rooms::objects

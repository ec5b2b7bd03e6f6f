/// What the house does for shared objects: ends those that nobody refers to, and makes good what the
/// dead have left.
///
/// Threads: the house thread alone.
#pragma once

#include <functional>
#include <unordered_set>
#include <vector>

#include "objects/table.hpp"

namespace troupe::rooms::objects {

class caretaker {
public:
  explicit caretaker(table& in) noexcept : in_(in) {}

  /// The process is over: what it had in objects is taken back, and everybody who shares one with it
  /// looks again. Its mail may still be read; see `settle_orphans`.
  void bury(mailbox::address who);
  /// Objects that have lost their last holder go. When the house's bell rang for objects.
  void end_released();
  /// References that were on their way from the dead are void when nobody has their mail any more. When
  /// a slot has become free.
  void settle_orphans();
  /// Hears of each object's end, after it.
  void on_ended(std::function<void(object_id)> what) { on_ended_ = std::move(what); }

private:
  void free_locks(object_entry& of, mailbox::address who);
  void take_references(object_entry& of, mailbox::address who);
  void wake_waits();
  void bury_stakes(mailbox::address who);
  void lose(stake& which);
  void drop_flights_to(mailbox::address who);
  [[nodiscard]] std::vector<std::uint32_t> take_released() const;
  [[nodiscard]] bool may_be_unheld(const object_entry& of) const noexcept;
  void end(object_entry& of);
  [[nodiscard]] bool has_left(mailbox::address sender) const;

  table& in_;
  std::unordered_set<object_id> shared_with_dead_; ///< while burying
  std::vector<std::uint32_t> orphans_;             ///< chunks of the dead that are not settled
  std::function<void(object_id)> on_ended_;
};

} // namespace troupe::rooms::objects

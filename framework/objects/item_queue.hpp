/// A queue as one process sees it: items as words, put by any and taken by one.
///
/// One object per queue and process, shared by all its handles; all waiting is here. Types are not
/// known here, and references in items only as ids to be settled.
/// Threads: any. Processes: whoever dies at any instant leaves it usable; docs/formats/queue.md.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "objects/item_appender.hpp"
#include "objects/lease_cells.hpp"
#include "objects/queue_layout.hpp"
#include "objects/table.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::objects {

class item_queue;

/// An item that this process has taken. Not done with when it is dropped, it is given back. The queue
/// object outlives it.
class item_lease {
public:
  item_lease() noexcept = default;
  item_lease(item_queue& of, lease_cell& cell, const item_view& item) noexcept : of_(&of), cell_(&cell), item_(item) {}
  item_lease(item_lease&& other) noexcept
    : of_(std::exchange(other.of_, nullptr)), cell_(other.cell_), item_(other.item_) {}
  item_lease& operator=(item_lease&& other) noexcept;
  ~item_lease() { give_back(); }

  /// Whose words stay until it is done with or given back.
  [[nodiscard]] const item_view& item() const noexcept { return item_; }
  /// How often the item was taken, this time included. 0: it is done with, or its system is over.
  [[nodiscard]] unsigned deliveries() const noexcept;
  /// Nobody will get it again.
  void done() noexcept;
  void give_back() noexcept;
  /// The same for an item that never reached whom it was taken for: this time does not count as a delivery.
  void undo() noexcept;
  [[nodiscard]] explicit operator bool() const noexcept { return of_ != nullptr; }

private:
  item_queue* of_ = nullptr;
  lease_cell* cell_ = nullptr;
  item_view item_;
};

enum class put_outcome : std::uint8_t { put, full, finished };
enum class take_outcome : std::uint8_t { taken, nothing, over };

struct queue_order {
  object_kind kind = object_kind::queue;
  std::uint64_t limit = 0;
  std::uint64_t type = 0;
  std::uint32_t layout = 0;
  std::uint32_t max_deliveries = 3;
};

/// A dead letter as it was when it was looked at.
struct dead_item {
  item_head head{};
  std::vector<std::uint64_t> contents;
  unsigned deliveries = 0;
  return_cause cause{};
  mailbox::slot_id taker = 0; ///< with pid and ending: when it died
  int pid = 0;
  ending how;
};

class item_queue {
public:
  /// A new queue. Fails: no_resource.
  [[nodiscard]] static std::shared_ptr<item_queue> make(table& in, const queue_order& what);
  /// The one of this process for that queue.
  [[nodiscard]] static std::shared_ptr<item_queue> of(table& in, const reference& which);
  item_queue(table& in, const reference& which) : item_queue(in, *which, which.id(), which) {}
  /// For who knows by himself when it goes.
  item_queue(table& in, object_entry& entry, object_id id) : item_queue(in, entry, id, {}) {}
  ~item_queue();

  [[nodiscard]] const reference& ref() const noexcept { return ref_; }
  [[nodiscard]] object_entry& entry() const noexcept { return entry_; }
  [[nodiscard]] table& in() const noexcept { return in_; }
  /// For drafts of items.
  [[nodiscard]] const item_chain& chain() const noexcept { return chain_; }
  [[nodiscard]] queue_words& words() const noexcept { return body().both; }
  /// Whether the system still exists. Nothing else may be asked when it does not.
  [[nodiscard]] bool is_usable() const noexcept { return !gone_ && (!ref_ || ref_.is_usable()); }
  /// By who knows by himself: the queue is gone, and its entry may be another object's. Leases end with it.
  void forget() noexcept { gone_ = true; }

  /// Never waits longer than others hold the guard. Fails: no_resource, and then nothing was put.
  [[nodiscard]] put_outcome try_put(item_draft& what);
  /// Waits for room. Fails: interrupted, no_resource.
  [[nodiscard]] put_outcome put(item_draft& what, os::time_point deadline);

  [[nodiscard]] take_outcome try_take(item_lease& into);
  /// Waits for an item. `nothing` when the deadline has passed.
  [[nodiscard]] take_outcome take(item_lease& into, os::time_point deadline);

  [[nodiscard]] std::uint64_t size();
  [[nodiscard]] bool is_full() { return words().limit != 0 && size() >= words().limit; }
  [[nodiscard]] bool is_finished() const { return words().finished.load(std::memory_order_acquire) != 0; }
  void finish();
  /// Whether `take` would not wait now.
  [[nodiscard]] bool is_ready();

  /// By this process, until it ends.
  void close() noexcept { closed_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool is_closed() const noexcept { return closed_.load(std::memory_order_relaxed); }

  /// "queue(3 of 100 items)"
  [[nodiscard]] std::string text();

  /// Of a joinable queue. False when that is once more than items were ever put.
  [[nodiscard]] bool task_done();
  [[nodiscard]] bool all_done();
  [[nodiscard]] bool wait_until_done(os::time_point deadline);

  /// In the order in which they were taken first.
  [[nodiscard]] std::vector<dead_item> dead();
  /// All dead letters can be taken again, as if never before. Gives how many.
  std::size_t return_dead();
  /// All dead letters are forgotten. Gives the ids of references on their way in them.
  std::vector<std::uint64_t> drop_dead();

private:
  friend class item_lease;
  class taking;

  item_queue(table& in, object_entry& entry, object_id id, reference keeps);
  [[nodiscard]] queue_body& body() const noexcept { return queue_in(entry_); }
  void prepare_taking();
  [[nodiscard]] put_outcome put_now(item_draft& what);
  [[nodiscard]] take_outcome take_now(item_lease& into);
  void finish_item(lease_cell& cell, const item_view& item) noexcept;
  void return_taken(lease_cell& cell, bool was_delivered) noexcept;
  void repair_counts();
  [[nodiscard]] std::uint64_t reportable() const noexcept;
  [[nodiscard]] bool may_take() const;
  [[nodiscard]] bool has_room() const noexcept;
  [[nodiscard]] bool is_over() const;

  reference ref_;
  object_entry& entry_;
  table& in_;
  item_chain chain_;
  lease_cells cells_; ///< under the guard of the taking side
  std::atomic<bool> closed_{false};
  bool gone_ = false;
};

} // namespace troupe::rooms::objects

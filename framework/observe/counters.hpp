/// A process's numbers about itself, in memory that others can read while it runs, hangs or is dead.
///
/// One writer process (any of its threads), any readers. Each number is whole at any instant; two
/// numbers read one after the other need not fit together. Dying leaves nothing to repair.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe::rooms::observe {

/// Values are places in shared memory: append, never renumber.
enum class counter : std::uint8_t {
  records_in = 0, ///< records handed to a sink
  records_out,    ///< records published
  bytes_in,
  bytes_out,
  handlers,       ///< handlers that have returned
  handler_errors, ///< handlers that threw
  wakes,          ///< times this process woke another
  parks,          ///< times this process went to sleep
  refused_sends,  ///< full lanes
  dead_sends,     ///< to peers that are gone
  bad_frames,     ///< frames that did not decode
  bad_lanes,      ///< lanes closed for what no correct sender writes
  ring_growths,
  arena_blocks,   ///< blocks handed out
  arena_refusals, ///< blocks there was no memory for
  spooled,        ///< records moved to the spool
  redelivered,    ///< records handed over again after a crash
  proxies,        ///< stand-ins made
  exports,        ///< local actors made reachable
  last_counter_ = exports,
};

/// "records_in", ...; "unknown" for a value of a newer layout.
[[nodiscard]] std::string_view name(counter which) noexcept;

/// What lies in the slot page. All zero is a valid, empty table.
struct counter_table {
  static constexpr std::size_t capacity = 32; ///< room for more without a new layout
  std::array<std::atomic<std::uint64_t>, capacity> values;
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "a lock would lie in the writer's own memory");
static_assert(sizeof(counter_table) == 256);

/// The owner's hand on its table; the table must outlive it.
class counters {
public:
  explicit counters(counter_table& table) noexcept : table_(&table) {}

  /// Any thread of the owner.
  void add(counter which, std::uint64_t amount = 1) noexcept {
    place(which).fetch_add(amount, std::memory_order_relaxed);
  }
  /// The same without a locked instruction, for a number that one thread alone ever changes.
  void add_alone(counter which, std::uint64_t amount = 1) noexcept {
    auto& value = place(which);
    value.store(value.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }

private:
  [[nodiscard]] std::atomic<std::uint64_t>& place(counter which) noexcept {
    return table_->values[static_cast<std::size_t>(which)];
  }
  counter_table* table_;
};

/// Anybody, also of another process's table mapped read-only.
[[nodiscard]] std::uint64_t read(const counter_table& table, counter which) noexcept;

} // namespace troupe::rooms::observe

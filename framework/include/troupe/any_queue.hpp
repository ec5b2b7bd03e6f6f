/// What `queue<T>` and `joinable_queue<T>` have in common, without the type of their items.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <troupe/item_kind.hpp>
#include <troupe/shared_reference.hpp>
#include <troupe/wait_source.hpp>

namespace caf {
class actor;
}
namespace troupe::rooms::objects {
class item_lease;
class item_queue;
} // namespace troupe::rooms::objects
namespace troupe {
class any_queue;
}

namespace troupe::queues {

enum class flavour : std::uint8_t { plain, joinable };

inline constexpr std::chrono::nanoseconds forever = std::chrono::nanoseconds::max();

/// An item that this process has taken; given back when it is dropped.
class taken_item {
public:
  taken_item() noexcept;
  taken_item(taken_item&& other) noexcept;
  taken_item& operator=(taken_item&& other) noexcept;
  ~taken_item();

  void done() noexcept;
  void give_back() noexcept;
  [[nodiscard]] unsigned deliveries() const noexcept;

private:
  friend class troupe::any_queue;
  std::shared_ptr<rooms::objects::item_queue> of_; ///< outlives the lease
  std::unique_ptr<rooms::objects::item_lease> lease_;
};

/// A dead letter, read as often as one likes.
struct dead_item {
  std::vector<std::uint64_t> contents;
  std::string cause;
  unsigned deliveries = 0;
  /// Fails: decode_error.
  void read(const item_kind& kind, void* uninitialised) const;
};

} // namespace troupe::queues

namespace troupe {

/// A queue, whatever its items are: what does not depend on them. A handle: copies, here or in other
/// processes, are the same queue; it goes, with all that is in it, with the last of them anywhere.
/// Threads and processes: any, all functions. All of them fail: contract_error once the system is over.
class any_queue {
public:
  /// Moving copies: a handle refers to its queue as long as it lives.
  any_queue(const any_queue&) noexcept = default;
  any_queue& operator=(const any_queue&) noexcept = default;
  ~any_queue() = default;

  /// Items inside, without those that are leased. Exact while nobody else puts or takes.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Whether putting would have to wait now. Never for a queue without a limit.
  [[nodiscard]] bool full() const;

  /// This process puts no more; nobody else notices. Again is harmless.
  void close() const;
  /// Nobody puts any more, in no process. What is inside is delivered; then `get` throws end_of_stream,
  /// `try_get` and `get_for` are empty and loops end. One call serves all consumers.
  void finish() const;

  /// Puts dead letters to the front, as if they had never been taken; how many.
  std::size_t retry_dead_letters() const;
  /// Forgets them.
  void drop_dead_letters() const;

  /// The actor that does the same by messages: <troupe/queue_messages.hpp>.
  /// Waits: for one answer of the house.
  [[nodiscard]] caf::actor address() const;
  /// For `troupe::wait`: ready when getting would not wait.
  [[nodiscard]] troupe::wait_source wait_source() const;
  /// "queue(3 of 100 items)", "queue(3 items, finished)"
  [[nodiscard]] std::string text() const;

  /// Whether it is the same queue.
  friend bool operator==(const any_queue& a, const any_queue& b) noexcept { return a.of_ == b.of_; }

protected:
  any_queue(queues::flavour what, const queues::item_kind& kind, std::int64_t limit, unsigned max_deliveries);
  /// From another process.
  any_queue(const shared::ticket& where, queues::flavour what, const queues::item_kind& kind);
  [[nodiscard]] shared::ticket leave() const;

  /// Whether there was room within the limit.
  bool put_item(const queues::item_kind& kind, const void* value, std::chrono::nanoseconds limit) const;
  /// Makes the value in uninitialised memory. False when there is none within the limit, or never again;
  /// without a limit end_of_stream.
  bool get_item(const queues::item_kind& kind, void* uninitialised, std::chrono::nanoseconds limit) const;
  /// Without a limit; false when there will never be one again.
  bool get_item_or_end(const queues::item_kind& kind, void* uninitialised) const;
  bool take_item(const queues::item_kind& kind, void* uninitialised, queues::taken_item& into,
                 std::chrono::nanoseconds limit) const;
  [[nodiscard]] std::vector<queues::dead_item> dead_items() const;

  void report_done() const;
  bool wait_until_done(std::chrono::nanoseconds limit) const;

private:
  [[nodiscard]] rooms::objects::item_queue& self() const;

  std::shared_ptr<rooms::objects::item_queue> of_; ///< one per queue and process
};

} // namespace troupe

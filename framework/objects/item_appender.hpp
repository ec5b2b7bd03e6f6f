/// The side of a chain that puts: an item is drafted without any guard, and appended under one.
#pragma once

#include "objects/guard.hpp"
#include "objects/item_chain.hpp"

namespace troupe::rooms::objects {

/// An item being written, with room for its words: small ones in this very object, large ones where
/// the taker will read them. Dropped without being appended it is forgotten.
/// Threads: one. Dies with its process: what it had claimed is `in_hand`.
class item_draft {
public:
  /// `words` of contents, and up to `most_flights` beside them. Fails: no_resource, invalid_argument
  /// for more than `largest_item`.
  item_draft(const item_chain& in, item_kind kind, std::uint64_t words, std::uint16_t most_flights = 0);
  ~item_draft();
  item_draft(const item_draft&) = delete;
  item_draft& operator=(const item_draft&) = delete;

  /// Where the contents go.
  [[nodiscard]] std::uint64_t* words() noexcept { return words_; }
  /// Behind the contents; at most as many as there is room for.
  void set_flights(std::span<const std::uint64_t> flights) noexcept;
  /// Its queue is gone, and all memory that the queue had with it, this one's too.
  void forget() noexcept { run_ = {}; }

private:
  friend class appender;
  [[nodiscard]] bool is_away() const noexcept { return run_.count != 0; }

  const item_chain& in_;
  item_head head_{};
  std::uint64_t contents_;
  extents run_{};
  std::uint64_t* words_;
  std::uint64_t small_[largest_in_chunk / sizeof(std::uint64_t)]; // not zeroed: written before it is read
};

/// Holds the guard of the putting side.
class appender {
public:
  explicit appender(const item_chain& to) noexcept;

  /// Items, and bytes, that were put and not taken. Exact while nobody takes.
  [[nodiscard]] item_count waiting() const noexcept;
  /// At the end; there for the takers when it returns. 0, or the errno with nothing changed.
  [[nodiscard]] int append(item_draft& what) noexcept;

private:
  [[nodiscard]] int open_chunk() noexcept;
  void link(item_draft& what) noexcept;
  void repair() noexcept;
  void settle(extents left, bool was_put) noexcept;

  const item_chain& to_;
  producer_words& words_;
  guard hold_;
};

/// Throws `no_resource` for an errno of this room, with what to do about it.
[[noreturn]] void throw_no_memory(const item_chain& in, int failed);

} // namespace troupe::rooms::objects

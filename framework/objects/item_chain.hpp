/// A chain of items as one process sees it, and what both of its sides do.
///
/// Nothing here takes a guard or waits.
#pragma once

#include <span>

#include "objects/item_layout.hpp"
#include "objects/store.hpp"
#include "objects/table.hpp"

namespace troupe::rooms::objects {

/// Where the words and the memory of a chain are; outlived by what it refers to.
struct item_chain {
  table* in;
  owner_id owner;
  producer_words* producers;
  consumer_words* consumers;

  [[nodiscard]] store& memory() const noexcept { return in->items(); }

  [[nodiscard]] item_head& head_at(item_place where) const noexcept {
    return *reinterpret_cast<item_head*>(memory().at(0) + where);
  }
  [[nodiscard]] chunk_head& chunk(extent_id which) const noexcept {
    return *reinterpret_cast<chunk_head*>(memory().at(which));
  }
  [[nodiscard]] static constexpr item_place first_place(extent_id chunk) noexcept {
    return chunk * extent_bytes + sizeof(chunk_head);
  }
  [[nodiscard]] bool has(extent_id which, item_use use) const noexcept {
    return memory().look(which) == extent_word{owner, static_cast<extent_use>(use), 0};
  }
  void set_use(extents which, item_use use) const noexcept {
    memory().set_use(which.first, which.count, owner, static_cast<extent_use>(use));
  }
  /// Frees those of them that are still used so, by a dead process: their pages may be gone already.
  void drop_if(extents which, item_use use) const noexcept;
};

/// The bytes an item takes in its chunk, and in all.
[[nodiscard]] constexpr std::uint64_t bytes_in_chunk(const item_head& of) noexcept {
  return sizeof(item_head) + (of.away != 0 ? sizeof(item_run) : of.words * sizeof(std::uint64_t));
}
[[nodiscard]] constexpr std::uint64_t bytes_of(const item_head& of) noexcept {
  return sizeof(item_head) + of.words * sizeof(std::uint64_t);
}

/// An item where it lies.
struct item_view {
  item_place place = 0; ///< 0: none
  item_head head{};
  const std::uint64_t* words = nullptr;
  extents run{}; ///< when it is away

  [[nodiscard]] explicit operator bool() const noexcept { return place != 0; }
  /// Without the flights.
  [[nodiscard]] std::span<const std::uint64_t> contents() const noexcept { return {words, head.words - head.flights}; }
  [[nodiscard]] std::span<const std::uint64_t> flights() const noexcept {
    return {words + head.words - head.flights, head.flights};
  }
};
/// Fails: decode_error when the memory of the chain makes no sense there: somebody wrote over it.
[[nodiscard]] item_view view_at(const item_chain& in, item_place where);

struct item_count {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
};
/// How many items were put before that place, or taken. 0 for no place.
[[nodiscard]] item_count count_before(const item_chain& in, item_place where);

} // namespace troupe::rooms::objects

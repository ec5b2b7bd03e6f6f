/// Values as items of queues and pipes, with the references that are in them.
#pragma once

#include <optional>

#include "objects/item_appender.hpp"
#include "objects/item_chain.hpp"
#include "objects/transit.hpp"
#include "troupe/item_kind.hpp"

namespace troupe::rooms::parallel {

/// A value written as an item, not yet put. What is in it is on its way until it is put or forgotten.
class written_item {
public:
  /// `plain`, or `typed` with its type in front. Fails: no_resource, invalid_argument, and as the value's
  /// own codec does.
  written_item(const objects::item_chain& to, const queues::item_kind& kind, const void* value,
               objects::item_kind form = objects::item_kind::plain);
  /// The payload's words as they are, `plain` or `typed`, with the references that are on their way in them.
  written_item(const objects::item_chain& to, const type_entry& type, std::span<const std::uint64_t> contents,
               std::vector<objects::flight_id> flights, objects::item_kind form = objects::item_kind::plain);
  ~written_item();
  written_item(const written_item&) = delete;
  written_item& operator=(const written_item&) = delete;

  [[nodiscard]] objects::item_draft& draft() noexcept { return *draft_; }
  /// It is put: its references live with whoever carries it.
  void was_put() noexcept { flights_.clear(); }

private:
  void make_draft(std::uint64_t words, std::size_t most_flights);
  [[nodiscard]] std::uint64_t* begin() noexcept;
  void fill(const void* value);
  void write_with_flights(const void* value);
  void set_flights();

  const objects::item_chain& to_;
  const type_entry& type_;
  const objects::item_kind form_;
  std::optional<objects::item_draft> draft_;
  std::vector<objects::flight_id> flights_;
};

/// What stands in front of the payload of a typed item: `objects::item_type`.
inline constexpr std::size_t type_words = sizeof(objects::item_type) / sizeof(std::uint64_t);

/// Makes the value in uninitialised memory; its references stay on their way, for another reading.
/// Fails: decode_error.
void read_item(std::span<const std::uint64_t> contents, const type_entry& type, void* uninitialised);

/// The references in an item, to be settled when it is done with.
[[nodiscard]] std::vector<objects::flight_id> flights_in(const objects::item_view& item);

} // namespace troupe::rooms::parallel

/// Another slot's arena, as its receivers see it: read-only, mapped by extents and kept mapped.
/// Threads: the pump.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "mailbox/inside.hpp"

namespace troupe::rooms::mailbox {

class arena_view {
public:
  arena_view(region::layout& in, slot_id owner) noexcept : in_(in), owner_(owner) {}

  /// The words a reference names; empty when no correct sender writes such a reference. Valid until
  /// the next call. Fails: no_resource (mapping).
  [[nodiscard]] std::optional<std::span<const std::uint64_t>> resolve(const arena_reference& where);
  void forget() noexcept { extents_.clear(); }

private:
  struct extent {
    std::uint64_t name;
    os::mapping pages;
  };
  const std::byte* map(std::uint64_t name);

  region::layout& in_;
  slot_id owner_;
  std::vector<extent> extents_;
};

} // namespace troupe::rooms::mailbox

/// Another slot's arena, as its receivers see it: read-only, mapped by extents and kept mapped.
/// Threads: the pump.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "mailbox/inside.hpp"

namespace troupe::rooms::mailbox {

/// Whether a correct sender may write it: it leads to whole words of one block of an arena.
[[nodiscard]] bool is_possible(const arena_reference& where) noexcept;

class arena_view {
public:
  /// A correct sender has few extents in use; a wrong one may name thousands, of which the first go.
  static constexpr std::size_t usual_extents = 64;
  static constexpr std::size_t all_extents = ~std::size_t{0};

  arena_view(region::layout& in, slot_id owner, std::size_t most = usual_extents) noexcept
    : in_(in), most_(most), owner_(owner) {}

  /// The words a reference names; empty when no correct sender writes such a reference. Valid until the next call;
  /// of a view of `all_extents` until `forget`. Fails: no_resource (mapping).
  [[nodiscard]] std::optional<std::span<const std::uint64_t>> resolve(const arena_reference& where);
  void forget() noexcept { extents_.clear(); }

private:
  struct extent {
    std::uint64_t name;
    os::mapping pages;
  };
  const std::byte* map(std::uint64_t name);

  region::layout& in_;
  std::size_t most_;
  slot_id owner_;
  std::vector<extent> extents_;
};

} // namespace troupe::rooms::mailbox

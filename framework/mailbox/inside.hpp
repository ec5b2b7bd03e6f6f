/// What a process holds of the region: files, the pieces everybody maps, and the rules for memory.
/// Threads: all members may be used by all threads, except what the house alone may call.
#pragma once

#include <memory>
#include <mutex>
#include <ranges>
#include <span>

#include "mailbox/bell.hpp"
#include "mailbox/layout.hpp"
#include "mailbox/per_slot.hpp"
#include "mailbox/region.hpp"
#include "os/event_fd.hpp"
#include "os/mapping.hpp"
#include "os/shared_file.hpp"

namespace troupe::rooms::mailbox {

class ring_view;

/// Where the parts of the control file begin.
struct control_plan {
  std::uint64_t table, bells, status, bytes;
  explicit control_plan(std::uint32_t slots) noexcept;
};

struct region::layout {
  layout(os::shared_file control_file, os::shared_file mail_file, os::event_fd house_event, const region_header& facts);

  os::shared_file control;
  os::shared_file mail;
  os::event_fd house_event;
  region_header header;
  std::uint32_t usable_slots; ///< for the house: may be fewer than there are, which are whole 64s
  control_plan plan;
  os::mapping table_view; ///< header and slot table, read-only
  os::mapping table_own;  ///< the same, writable: in the creating process, for the house
  os::mapping bells;      ///< writable
  os::mapping statuses;   ///< read-only

  [[nodiscard]] const slot_table_head& table_head() const noexcept;
  [[nodiscard]] const slot_entry& slot(slot_id which) const noexcept;
  /// The house's writable view. Fails: invalid_state in a process that did not create the region.
  [[nodiscard]] slot_table_head& own_table_head();
  [[nodiscard]] slot_entry& own_slot(slot_id which);

  /// 0, 1, ... to the last slot.
  [[nodiscard]] auto all_slots() const noexcept {
    return std::views::iota(slot_id{0}, static_cast<slot_id>(header.slots));
  }
  [[nodiscard]] slot_state state_of(slot_id which) const noexcept;
  [[nodiscard]] std::uint32_t epoch_of(slot_id which) const noexcept;
  [[nodiscard]] mailbox::bell bell_of(slot_id which) noexcept;
  /// Directory of a slot that is not free. Read-only, mapped once per process.
  [[nodiscard]] std::span<const lane_entry> directory(slot_id which);

  /// Allocates pages that were not there before. 0, or the errno, with nothing allocated; ENOSPC
  /// also when the region's own limit would be passed.
  [[nodiscard]] int reserve(os::shared_file& file, std::uint64_t offset, std::uint64_t bytes) noexcept;
  [[nodiscard]] std::uint64_t allocated() const noexcept;

private:
  std::mutex directories_guard_;
  per_slot<os::mapping> directories_;

public:
  /// A ring that somebody still reads.
  struct ring_in_use {
    slot_id reader = 0;
    std::shared_ptr<const ring_view> ring;
  };
  per_slot<ring_in_use> held_up; ///< for the house: why an ended slot could not be freed when it was last looked at
};

[[nodiscard]] constexpr std::uint64_t range_of(slot_id which) noexcept { return which * range_bytes; }
/// Where the commons begin, behind all ranges.
[[nodiscard]] constexpr std::uint64_t commons_at(const region_header& of) noexcept { return of.slots * range_bytes; }
[[nodiscard]] constexpr std::uint64_t slot_word(incarnation_id life, slot_state state) noexcept {
  return std::uint64_t{life} << 32 | static_cast<std::uint64_t>(state);
}
[[nodiscard]] constexpr slot_state state_in(std::uint64_t word) noexcept {
  return static_cast<slot_state>(word & 0xff);
}
[[nodiscard]] constexpr incarnation_id incarnation_in(std::uint64_t word) noexcept {
  return static_cast<incarnation_id>(word >> 32);
}

} // namespace troupe::rooms::mailbox

/// The part of the mail file that belongs to no slot: memory of the objects that processes share.
///
/// It lies behind the ranges of the slots and is divided into two: the table of objects, and the
/// store of their items. Who writes what in them is said in docs/formats/; here is only where they
/// are, and the rule for all shared memory: no page is touched before `reserve` of it succeeded.
/// Threads and processes: any.
#pragma once

#include <cstdint>

#include "mailbox/region.hpp"
#include "os/mapping.hpp"

namespace troupe::rooms::mailbox {

inline constexpr std::uint64_t objects_bytes = std::uint64_t{16} << 30; ///< of file offsets, not of memory
inline constexpr std::uint64_t store_at = objects_bytes;

/// Bytes of the store's part: room enough that runs are found while all memory is in use.
[[nodiscard]] constexpr std::uint64_t store_bytes(std::uint64_t memory_limit) noexcept {
  constexpr std::uint64_t least = std::uint64_t{16} << 30, grain = std::uint64_t{1} << 30;
  return memory_limit < least / 4 ? least : (memory_limit / grain + 1) * 4 * grain;
}

class commons {
public:
  explicit commons(const region& where) noexcept;

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Offsets are from the beginning of the commons, multiples of the page size. Fails: no_resource.
  [[nodiscard]] os::mapping map(std::uint64_t offset, std::uint64_t bytes, os::access rights) const;
  /// Allocates pages that the caller alone has the right to allocate now. 0, or the errno with none of
  /// them allocated: ENOSPC when the host's memory or the limit of the region is used up.
  [[nodiscard]] int reserve(std::uint64_t offset, std::uint64_t bytes) const noexcept;
  /// Allocates one page that others may allocate and fill at the same time; what is there stays. Not
  /// held against the region's limit: for tables, which are small beside what they lead to.
  [[nodiscard]] int reserve_common_page(std::uint64_t offset) const noexcept;
  /// Gives pages back; they read as zero when reserved again.
  void punch(std::uint64_t offset, std::uint64_t bytes) const noexcept;

private:
  region::layout* in_;
  std::uint64_t begin_, size_;
};

} // namespace troupe::rooms::mailbox

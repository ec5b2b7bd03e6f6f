/// One ring, mapped: both parts, each with the rights its user has.
#pragma once

#include <cstring>

#include "mailbox/inside.hpp"
#include "mailbox/ring_size.hpp"

namespace troupe::rooms::mailbox {

/// Chains are shorter; one that a wrong writer tied into a knot must end, too.
inline constexpr unsigned most_rings = 4096;

/// False when `place` is not one that a correct writer stores, or when the ring's own words do not
/// fit it: the other side may have written anything. Fails: no_resource (mapping).
class ring_view {
public:
  ring_view() noexcept = default;
  ring_view(region::layout& in, slot_id writer, ring_place place, os::access to_reader_part, os::access to_writer_part);

  [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(writer_part_); }
  [[nodiscard]] ring_size size() const noexcept { return size_; }
  [[nodiscard]] ring_place place() const noexcept { return place_; }
  [[nodiscard]] std::uint32_t capacity() const noexcept { return shape_of(size_).capacity; }
  [[nodiscard]] reader_words& reader() const noexcept { return *reader_; }
  [[nodiscard]] writer_words& writer() const noexcept { return *reinterpret_cast<writer_words*>(writer_part_.data()); }
  [[nodiscard]] std::atomic<std::uint8_t>* states() const noexcept {
    return reinterpret_cast<std::atomic<std::uint8_t>*>(reader_ + 1);
  }
  [[nodiscard]] std::byte* data() const noexcept { return writer_part_.data() + sizeof(writer_words); }

  /// Writes the words of a new ring, before anybody can find it.
  void initialise(address writer, slot_id reader, std::uint32_t reader_epoch, std::uint64_t base) const noexcept;
  /// Whether the words are those of a ring of this size between these two. Copies nothing that is
  /// used later without being checked again.
  [[nodiscard]] bool fits(slot_id writer, slot_id reader) const noexcept;

  /// Both parts are about to be used, by who writes the ring or who reads it, and known to be its own.
  void warm_for_writer() const noexcept;
  void warm_for_reader() const noexcept;
  /// What the reader writes from now on stays in its process. False when there is no memory for that.
  [[nodiscard]] bool detach_reader() const noexcept;

private:
  os::mapping reader_part_;
  os::mapping writer_part_;
  reader_words* reader_ = nullptr;
  ring_place place_ = 0;
  ring_size size_ = ring_size::small_data;
};

} // namespace troupe::rooms::mailbox

/// Reading words that another process wrote: every bound checked, never more memory than they earn.
///
/// What is wrong is remembered in `bad` and reads on as zero and empty, so the fast path has no
/// branches for it and no exceptions; whoever started the reading looks at `bad` once at the end.
/// Accepts what generated code of any language may write: any order, far pointers within the
/// segment, structs of older and newer versions, lists of structs where plain ones were and back.
/// Threads: one reader is for one thread; the words must not change meanwhile.
#pragma once

#include <cstring>
#include <span>
#include <string_view>

#include "troupe/wire.hpp"

namespace troupe::wire {

/// A struct in the segment; one without words reads as all zero.
struct struct_view {
  const char* data = nullptr;
  const word* pointers = nullptr;
  std::uint32_t data_bits = 0;
  std::uint32_t pointer_count = 0;

  template <class Unsigned>
  [[nodiscard]] Unsigned load(std::size_t bit) const noexcept {
    Unsigned value = 0;
    if (bit + sizeof(Unsigned) * 8 <= data_bits)
      std::memcpy(&value, data + bit / 8, sizeof value);
    return value;
  }
  [[nodiscard]] bool load_bit(std::size_t bit) const noexcept {
    return bit < data_bits && (static_cast<unsigned char>(data[bit / 8]) >> (bit % 8) & 1) != 0;
  }
  /// Null when the writer did not know the field.
  [[nodiscard]] const word* pointer(std::size_t index) const noexcept {
    return index < pointer_count ? pointers + index : nullptr;
  }
};

/// A list in the segment. Elements are `step` bits apart, each with `data_bits` and then pointers.
struct list_view {
  const char* first = nullptr;
  std::size_t count = 0;
  std::size_t step = 0;
  std::uint32_t data_bits = 0;
  std::uint32_t pointer_count = 0;
  element stored = element::nothing;

  [[nodiscard]] struct_view structure(std::size_t i) const noexcept {
    const char* at = first + i * (step / 8);
    const char* pointers = pointer_count != 0 ? at + data_bits / 8 : nullptr;
    return {at, reinterpret_cast<const word*>(pointers), data_bits, pointer_count};
  }
  [[nodiscard]] const word* pointer(std::size_t i) const noexcept { return structure(i).pointer(0); }
  template <class Unsigned>
  [[nodiscard]] Unsigned load(std::size_t i) const noexcept {
    Unsigned value;
    std::memcpy(&value, first + i * (step / 8), sizeof value);
    return value;
  }
  [[nodiscard]] bool load_bit(std::size_t i) const noexcept {
    const std::size_t bit = i * step;
    return (static_cast<unsigned char>(first[bit / 8]) >> (bit % 8) & 1) != 0;
  }
};

class reader {
public:
  /// How many words may be visited: what honest writers share is little, what they send as lists of
  /// nothing is less than the allowance.
  static constexpr std::size_t growth = 8;
  static constexpr std::size_t allowance = (std::size_t{16} << 20) / sizeof(word);

  explicit reader(std::span<const word> segment) noexcept
    : begin_(segment.data()), words_(segment.size()), budget_(segment.size() * growth + allowance) {}
  /// For a value inside another whose type is told beside it: depth begins anew, the allowance is one
  /// for all. `close_within` ends it.
  explicit reader(const reader& around, unsigned most_nested) noexcept
    : begin_(around.begin_), words_(around.words_), budget_(around.budget_), nested_(around.nested_ + 1),
      bad_(around.bad_ || nested_ > most_nested) {}
  void close_within(reader& around) const noexcept {
    around.budget_ = budget_;
    around.bad_ |= bad_;
  }

  [[nodiscard]] std::span<const word> segment() const noexcept { return {begin_, words_}; }
  [[nodiscard]] bool bad() const noexcept { return bad_; }
  void fail() noexcept { bad_ = true; }

  /// The struct that `pointer` (within the segment, or null) points to.
  [[nodiscard]] struct_view structure(const word* pointer) noexcept {
    const word value = pointer != nullptr ? *pointer : 0;
    if ((value & 3) != 0 || value == 0)
      return unusual_structure(pointer);
    return structure_at(position(pointer) + 1 + offset_of(value), value);
  }
  /// The list that `pointer` points to, when its elements can be read as `wanted`.
  [[nodiscard]] list_view list(const word* pointer, element wanted) noexcept;
  /// The bytes of a list of bytes, in place.
  [[nodiscard]] std::string_view bytes(const word* pointer) noexcept {
    constexpr word kind_and_size = 0x700000003, list_of_bytes = word{2} << 32 | 1;
    const word value = pointer != nullptr ? *pointer : 0;
    if ((value & kind_and_size) != list_of_bytes)
      return unusual_bytes(pointer);
    const std::ptrdiff_t at = position(pointer) + 1 + offset_of(value);
    const std::size_t count = value >> 35;
    if (!holds(at, words_for_bytes(count)) || !afford(words_for_bytes(count))) {
      bad_ = true;
      return {};
    }
    return {reinterpret_cast<const char*>(begin_ + at), count};
  }

  /// Accounts for `words` visited, or for as much memory when none stand for it; false (and bad) when
  /// it is too much.
  [[nodiscard]] bool afford(std::size_t words) noexcept {
    if (words > budget_) {
      bad_ = true;
      return false;
    }
    budget_ -= words;
    return true;
  }
  /// Before and after what can nest in itself.
  [[nodiscard]] bool descend() noexcept {
    if (depth_ == 0)
      bad_ = true;
    else
      --depth_;
    return !bad_;
  }
  void ascend() noexcept { ++depth_; }

private:
  [[nodiscard]] std::ptrdiff_t position(const word* pointer) const noexcept { return pointer - begin_; }
  static std::ptrdiff_t offset_of(word value) noexcept {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(value)) >> 2;
  }
  [[nodiscard]] bool holds(std::ptrdiff_t at, std::size_t length) const noexcept {
    return at >= 0 && static_cast<std::size_t>(at) <= words_ && length <= words_ - static_cast<std::size_t>(at);
  }
  [[nodiscard]] struct_view structure_at(std::ptrdiff_t at, word value) noexcept {
    const auto data_words = static_cast<std::uint16_t>(value >> 32);
    const auto pointers = static_cast<std::uint16_t>(value >> 48);
    const std::size_t length = std::size_t{data_words} + pointers;
    if (length == 0)
      return {};
    if (!holds(at, length) || !afford(length)) {
      bad_ = true;
      return {};
    }
    return {reinterpret_cast<const char*>(begin_ + at), begin_ + at + data_words, std::uint32_t{data_words} * 64,
            pointers};
  }
  struct target {
    std::ptrdiff_t at = 0;
    word value = 0;
  };
  /// Follows a far pointer, if it is one, to the thing and the pointer that describes it.
  [[nodiscard]] target resolve(const word* pointer) noexcept;
  [[nodiscard]] target land(word far) noexcept;
  [[nodiscard]] struct_view unusual_structure(const word* pointer) noexcept;
  [[nodiscard]] std::string_view unusual_bytes(const word* pointer) noexcept;
  [[nodiscard]] list_view composite_at(std::ptrdiff_t at, std::size_t words) noexcept;
  [[nodiscard]] list_view plain_at(std::ptrdiff_t at, element size, std::size_t count) noexcept;

  const word* begin_;
  std::size_t words_;
  std::size_t budget_;
  unsigned depth_ = max_depth;
  unsigned nested_ = 0;
  bool bad_ = false;
};

} // namespace troupe::wire

/// The words of Cap'n Proto's wire format: pointers, and where the fields of a struct lie.
///
/// Everything here is exactly what `capnp compile` and the generated code of any language do, for a
/// message of a single segment. docs/formats/payload.md shows it with pictures.
/// Threads: pure functions.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace troupe::wire {

static_assert(std::endian::native == std::endian::little, "the wire format is little-endian and written in place");

using word = std::uint64_t;

/// How elements of a list are stored: the low three bits of a list pointer's upper half.
enum class element : std::uint8_t { nothing, bit, byte, two_bytes, four_bytes, eight_bytes, pointer, composite };

inline constexpr std::size_t max_elements = (std::size_t{1} << 29) - 1;
inline constexpr std::size_t max_words = (std::size_t{1} << 29) - 1;
/// How deep lists of structs and boxes may nest; writers refuse more, readers call it malformed.
inline constexpr unsigned max_depth = 64;

/// `offset` in words, from the word after the pointer to the struct.
constexpr word struct_pointer(std::ptrdiff_t offset, std::size_t data_words, std::size_t pointers) noexcept {
  // A struct without words points before itself, so that it is not the null pointer.
  if (data_words + pointers == 0)
    return 0xfffffffcU;
  return (static_cast<word>(offset) << 2 & 0xffffffffU) | word{data_words} << 32 | word{pointers} << 48;
}

/// `count` in elements; in words when `size` is `composite`.
constexpr word list_pointer(std::ptrdiff_t offset, element size, std::size_t count) noexcept {
  return (static_cast<word>(offset) << 2 & 0xffffffffU) | 1U | static_cast<word>(size) << 32 | word{count} << 35;
}

/// The word in front of a list of structs.
constexpr word list_tag(std::size_t count, std::size_t data_words, std::size_t pointers) noexcept {
  return word{count} << 2 | word{data_words} << 32 | word{pointers} << 48;
}

/// log2 of an element's bits, 0 for one bit up to 6 for a word.
constexpr element element_of(unsigned log_bits) noexcept {
  return log_bits == 0 ? element::bit : static_cast<element>(log_bits - 1);
}

constexpr std::size_t words_for_bits(std::size_t bits) noexcept { return (bits + 63) / 64; }
constexpr std::size_t words_for_bytes(std::size_t bytes) noexcept { return (bytes + 7) / 8; }

/// Where a field lies: for data the position in units of its own size, for a pointer its index.
struct place {
  bool pointer = false;
  std::uint8_t log_bits = 0;
  std::uint32_t at = 0;
  [[nodiscard]] constexpr std::size_t bit() const noexcept { return std::size_t{at} << log_bits; }
};

/// What a field needs: a pointer, `1 << log_bits` bits, or nothing at all.
enum class need : std::uint8_t { bit = 0, byte = 3, two_bytes, four_bytes, word, pointer, nothing };

/// Gives fields their places in the order of their numbers, small ones filling the holes that
/// larger ones left, as the schema compiler does.
class struct_plan {
public:
  constexpr place add(need what) noexcept {
    if (what == need::nothing)
      return {};
    if (what == need::pointer)
      return {true, 6, pointers_++};
    const auto log_bits = static_cast<std::uint8_t>(what);
    return {false, log_bits, add_data(log_bits)};
  }
  constexpr std::uint32_t add_data(unsigned log_bits) noexcept {
    if (const std::uint32_t hole = take_hole(log_bits))
      return hole;
    const std::uint32_t at = data_words_++ << (6 - log_bits);
    add_holes(log_bits, at + 1);
    return at;
  }
  /// Whether the data at `at` could be widened to `wider` bits in its place; then it is.
  constexpr bool widen(unsigned log_bits, std::uint32_t at, unsigned wider) noexcept {
    if (log_bits == wider)
      return true;
    if ((at & 1) != 0 || log_bits >= 6 || holes_[log_bits] != at + 1)
      return false;
    if (!widen(log_bits + 1, at / 2, wider))
      return false;
    holes_[log_bits] = 0;
    return true;
  }
  [[nodiscard]] constexpr std::uint32_t data_words() const noexcept { return data_words_; }
  [[nodiscard]] constexpr std::uint32_t pointers() const noexcept { return pointers_; }

private:
  constexpr std::uint32_t take_hole(unsigned log_bits) noexcept {
    if (log_bits >= 6)
      return 0;
    if (const std::uint32_t hole = holes_[log_bits]) {
      holes_[log_bits] = 0;
      return hole;
    }
    const std::uint32_t larger = take_hole(log_bits + 1);
    if (larger == 0)
      return 0;
    holes_[log_bits] = larger * 2 + 1;
    return larger * 2;
  }
  constexpr void add_holes(unsigned log_bits, std::uint32_t at) noexcept {
    for (; log_bits < 6; ++log_bits, at = (at + 1) / 2)
      holes_[log_bits] = at;
  }

  std::array<std::uint32_t, 6> holes_{}; // at most one of each size; 0 = none, position 0 is never one
  std::uint32_t data_words_ = 0;
  std::uint32_t pointers_ = 0;
};

template <std::size_t N>
struct struct_layout {
  std::array<place, N == 0 ? 1 : N> fields{};
  std::uint32_t data_words = 0;
  std::uint32_t pointers = 0;
};

template <std::size_t N>
constexpr struct_layout<N> lay_out(const std::array<need, N>& needs) noexcept {
  struct_layout<N> result;
  struct_plan plan;
  for (std::size_t i = 0; i < N; ++i)
    result.fields[i] = plan.add(needs[i]);
  result.data_words = plan.data_words();
  result.pointers = plan.pointers();
  return result;
}

} // namespace troupe::wire

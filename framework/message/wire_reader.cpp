#include "troupe/wire_reader.hpp"

namespace troupe::wire {
namespace {

constexpr std::array<unsigned, 6> element_bits{0, 1, 8, 16, 32, 64};

bool fits(const list_view& list, element wanted) noexcept {
  if (wanted == element::composite)
    return list.stored != element::bit;
  if (wanted == element::pointer)
    return list.pointer_count != 0;
  if (wanted == element::bit)
    return list.stored == element::bit;
  return list.stored != element::bit && list.data_bits >= element_bits[static_cast<std::size_t>(wanted)];
}

} // namespace

reader::target reader::land(word far) noexcept {
  // Only this segment exists; a message of one segment has no reason for more than one hop.
  const auto pad = static_cast<std::ptrdiff_t>(static_cast<std::uint32_t>(far) >> 3);
  const bool is_double = (far & 4) != 0;
  if (far >> 32 != 0 || !holds(pad, is_double ? 2 : 1)) {
    bad_ = true;
    return {};
  }
  const word first = begin_[pad];
  if (!is_double)
    return {pad + 1 + offset_of(first), first};
  if ((first & 7) != 2 || first >> 32 != 0) {
    bad_ = true;
    return {};
  }
  return {static_cast<std::ptrdiff_t>(static_cast<std::uint32_t>(first) >> 3), begin_[pad + 1]};
}

reader::target reader::resolve(const word* pointer) noexcept {
  if (pointer == nullptr || *pointer == 0)
    return {};
  const word value = *pointer;
  if ((value & 3) != 2)
    return {position(pointer) + 1 + offset_of(value), value};
  const target there = land(value);
  if ((there.value & 2) != 0)
    bad_ = true; // a far pointer or a capability behind a far pointer
  return bad_ ? target{} : there;
}

struct_view reader::unusual_structure(const word* pointer) noexcept {
  const target there = resolve(pointer);
  if (there.value == 0)
    return {};
  if ((there.value & 3) != 0) {
    bad_ = true;
    return {};
  }
  return structure_at(there.at, there.value);
}

list_view reader::composite_at(std::ptrdiff_t at, std::size_t words) noexcept {
  if (!holds(at, words + 1) || !afford(words + 1)) {
    bad_ = true;
    return {};
  }
  const word tag = begin_[at];
  const std::size_t count = static_cast<std::uint32_t>(tag) >> 2;
  const auto data_words = static_cast<std::uint16_t>(tag >> 32);
  const auto pointers = static_cast<std::uint16_t>(tag >> 48);
  const std::size_t each = std::size_t{data_words} + pointers;
  if ((tag & 3) != 0 || count * each > words) {
    bad_ = true;
    return {};
  }
  return {reinterpret_cast<const char*>(begin_ + at + 1),
          count,
          each * 64,
          std::uint32_t{data_words} * 64,
          pointers,
          element::composite};
}

list_view reader::plain_at(std::ptrdiff_t at, element size, std::size_t count) noexcept {
  const bool pointers = size == element::pointer;
  const unsigned bits = pointers ? 64 : element_bits[static_cast<std::size_t>(size)];
  const std::size_t words = words_for_bits(count * bits);
  if (!holds(at, words) || !afford(words)) {
    bad_ = true;
    return {};
  }
  return {reinterpret_cast<const char*>(begin_ + at), count, bits, pointers ? 0 : bits, pointers ? 1U : 0U, size};
}

list_view reader::list(const word* pointer, element wanted) noexcept {
  const target there = resolve(pointer);
  if (there.value == 0)
    return {};
  const auto size = static_cast<element>(there.value >> 32 & 7);
  const auto count = static_cast<std::size_t>(there.value >> 35);
  if ((there.value & 3) != 1) {
    bad_ = true;
    return {};
  }
  const list_view found = size == element::composite ? composite_at(there.at, count) : plain_at(there.at, size, count);
  if (found.count != 0 && !fits(found, wanted)) {
    bad_ = true;
    return {};
  }
  return found;
}

std::string_view reader::unusual_bytes(const word* pointer) noexcept {
  const list_view all = list(pointer, element::byte);
  if (all.count == 0)
    return {};
  if (all.step != 8) {
    bad_ = true;
    return {};
  }
  return {all.first, all.count};
}

} // namespace troupe::wire

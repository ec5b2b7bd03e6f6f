/// Forms of runs of bytes: text (with the zero byte that Cap'n Proto puts behind it) and data.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "troupe/form.hpp"

namespace troupe::wire {

inline std::size_t bytes_extra(std::size_t bytes) {
  check_length(bytes);
  return words_for_bytes(bytes);
}

/// Copies `size` bytes and zeroes the rest of the last word; `count` is what the pointer says.
inline word* put_bytes(word* slot, word* next, const void* from, std::size_t size, std::size_t count) {
  *slot = list_pointer(next - slot - 1, element::byte, count);
  const std::size_t words = words_for_bytes(count);
  if (words != 0)
    next[words - 1] = 0;
  if (size != 0)
    std::memcpy(next, from, size);
  return next + words;
}

/// Text in place, without its closing zero, which must be there.
inline std::string_view take_text(reader& from, const word* slot) noexcept {
  std::string_view text = from.bytes(slot);
  if (text.empty())
    return {};
  if (text.back() != '\0')
    from.fail();
  text.remove_suffix(1);
  return text;
}

template <>
struct form<std::string> {
  using parts = types<>;
  static constexpr shape kind = shape::list;
  static std::size_t extra(const std::string& value, unsigned) { return bytes_extra(value.size() + 1); }
  static word* put(word* slot, word* next, const std::string& value) {
    return put_bytes(slot, next, value.data(), value.size(), value.size() + 1);
  }
  static std::string take(reader& from, const word* slot) { return std::string(take_text(from, slot)); }
};

template <>
struct form<std::filesystem::path> {
  using parts = types<>;
  static constexpr shape kind = shape::list;
  static std::size_t extra(const std::filesystem::path& value, unsigned depth) {
    return form<std::string>::extra(value.native(), depth);
  }
  static word* put(word* slot, word* next, const std::filesystem::path& value) {
    return form<std::string>::put(slot, next, value.native());
  }
  static std::filesystem::path take(reader& from, const word* slot) { return form<std::string>::take(from, slot); }
};

/// Its bytes as they are, padding zeroed.
template <>
struct form<long double> {
  using parts = types<>;
  static constexpr shape kind = shape::list;
  static constexpr std::size_t significant = 10; // of the x87 format; the rest is padding
  static constexpr std::size_t bytes = sizeof(long double);
  static std::size_t extra(const long double&, unsigned) { return words_for_bytes(bytes); }
  static word* put(word* slot, word* next, const long double& value) {
    next[0] = 0;
    return put_bytes(slot, next, &value, bytes > 10 && __LDBL_MANT_DIG__ == 64 ? significant : bytes, bytes);
  }
  static long double take(reader& from, const word* slot) {
    long double value = 0;
    const std::string_view found = from.bytes(slot);
    if (found.size() == bytes)
      std::memcpy(&value, found.data(), __LDBL_MANT_DIG__ == 64 ? significant : bytes);
    else if (!found.empty())
      from.fail();
    return value;
  }
};

} // namespace troupe::wire

/// A value as words and back, outside of any frame: for what travels inside another message.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "troupe/type_entry.hpp"

namespace troupe::rooms::supervision {

/// The pointer to the payload struct, then the struct and all it points to.
[[nodiscard]] std::vector<std::uint64_t> to_words(const type_entry& type, const void* value);
/// Makes the value in uninitialised memory; false, and nothing made, when the words are no such value.
[[nodiscard]] bool from_words(const type_entry& type, std::span<const std::uint64_t> words, void* uninitialised);

template <class T>
std::vector<std::uint64_t> to_words(const T& value) {
  return to_words(type_entry_of<T>(), &value);
}

template <class T>
std::optional<T> from_words(std::span<const std::uint64_t> words) {
  alignas(T) std::byte place[sizeof(T)];
  if (!from_words(type_entry_of<T>(), words, place))
    return std::nullopt;
  T& made = *reinterpret_cast<T*>(place);
  std::optional<T> value{std::move(made)};
  made.~T();
  return value;
}

} // namespace troupe::rooms::supervision

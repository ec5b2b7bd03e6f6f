/// A value as words and back, outside of any frame: for what travels inside another message, as the arguments of a new
/// process do. Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "troupe/type_entry.hpp"

namespace troupe::wire {

/// The pointer to the payload struct, then the struct and all it points to.
[[nodiscard]] std::vector<word> to_words(const type_entry& type, const void* value);
/// Makes the value in uninitialised memory; false, and nothing made, when the words are no such value.
[[nodiscard]] bool from_words(const type_entry& type, std::span<const word> words, void* uninitialised);
/// The same for arguments, without which no process can go on. Fails: decode_error.
void make_from_words(const type_entry& type, std::span<const word> words, void* uninitialised);

template <class T>
std::vector<word> to_words(const T& value) {
  return to_words(type_entry_of<T>(), &value);
}

/// Room for a T that is not there yet.
template <class T>
union unmade {
  unmade() {}
  ~unmade() {}
  T value;
};

template <class T>
std::optional<T> from_words(std::span<const word> words) {
  unmade<T> made;
  if (!from_words(type_entry_of<T>(), words, &made.value))
    return std::nullopt;
  std::optional<T> value{std::move(made.value)};
  made.value.~T();
  return value;
}

/// Fails: decode_error.
template <class T>
T value_of(std::span<const word> words) {
  unmade<T> made;
  make_from_words(type_entry_of<T>(), words, &made.value);
  T value{std::move(made.value)};
  made.value.~T();
  return value;
}

} // namespace troupe::wire

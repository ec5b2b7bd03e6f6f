/// The record of one travelling type, without its C++ type: what the receiver of a frame looks up.
///
/// Mentioning `type_entry_of<T>()` anywhere registers T when its module is loaded, before `main`
/// or inside `dlopen`; modules that registered types must not be unloaded. So does sending a T, and
/// a class that is only ever thrown is made known to other processes by
///   template const troupe::type_entry& troupe::type_entry_of<my_error>();
/// Threads: all of it is for all threads.
#pragma once

#include <atomic>
#include <new>
#include <string>
#include <typeinfo>
#include <vector>

#include "troupe/description.hpp"
#include "troupe/layout.hpp"
#include "troupe/payload.hpp"
#include "troupe/remote_info.hpp"
#include "troupe/schema_text.hpp"
#include "troupe/text.hpp"

namespace troupe {

/// Where a payload is: the whole segment, which bounds it, and the pointer to the payload struct.
struct payload_source {
  std::span<const wire::word> segment;
  std::size_t pointer_at = 0;
};

struct type_entry {
  std::string_view name;
  std::uint64_t id;
  std::uint32_t layout;
  std::size_t size, alignment;
  const std::type_info* type;
  /// Exact number of words that `write` fills. Throws invalid_argument for what no frame can hold
  /// (nested deeper than wire::max_depth, longer than wire::max_elements).
  std::size_t (*words)(const void* value);
  /// Fills `out` with the payload struct and all it points to; gives the pointer to it, for a
  /// pointer word directly in front of `out`. The value must not change between `words` and this.
  wire::word (*write)(const void* value, wire::word* out);
  /// Makes a T in uninitialised memory, or gives false and makes nothing. Whatever the words are,
  /// it stays within them and within the reader's limits.
  bool (*read)(const payload_source& from, void* uninitialised);
  void (*destroy)(void* value) noexcept;
  std::string (*text)(const void* value); ///< the readable form
  std::string (*schema)();                ///< the .capnp file
  wire::describer described;              ///< its parts and where they lie
  /// Throws the value, moved from; a class as a remote_info too.
  void (*raise)(void* value, remote_info&& info);
  /// For the room that makes messages of it; null until that room says what.
  mutable std::atomic<const void*> actor_hooks{nullptr};
};

/// The type of that id, or null. A few nanoseconds: once per frame.
[[nodiscard]] const type_entry* find_type(std::uint64_t id) noexcept;
[[nodiscard]] const type_entry* find_type(const std::type_info& type) noexcept;

/// One sentence for each name that stands for two C++ types or two layouts, with both. Asked after
/// start and after every module loaded later; empty is well.
[[nodiscard]] std::vector<std::string> type_conflicts();

/// Remembers the entry for ever. By `type_entry_of`.
bool register_type(const type_entry& entry);

namespace wire {

/// Runs `make` and says whether it came to its end: codecs and memory may throw.
bool read_guarded(void (*make)(reader&, const struct_view&, void*), void (*destroy)(void*) noexcept,
                  const payload_source& from, void* where);
std::size_t check_words(std::size_t words);

template <class T>
struct erased {
  static std::size_t words(const void* value) { return check_words(payload<T>::words(*static_cast<const T*>(value))); }
  static word write(const void* value, word* out) { return payload<T>::write(*static_cast<const T*>(value), out); }
  static void make(reader& from, const struct_view& view, void* where) { new (where) T(payload<T>::read(from, view)); }
  static bool read(const payload_source& from, void* where) { return read_guarded(&make, &destroy, from, where); }
  static void destroy(void* value) noexcept { static_cast<T*>(value)->~T(); }
  static void raise(void* value, [[maybe_unused]] remote_info&& info) {
    if constexpr (std::is_class_v<T> && !std::is_final_v<T> && (has_codec<T> || aggregate<T>))
      throw rethrown<T>(std::move(*static_cast<T*>(value)), std::move(info));
    else
      throw T(std::move(*static_cast<T*>(value)));
  }
  static std::string text(const void* value) { return troupe::text(*static_cast<const T*>(value)); }
};

/// The layout is part of the symbols' names: a module with another `T` of that name has its own.
template <class T, std::uint32_t Layout>
struct registered {
  using of = erased<T>;
  static constinit inline const type_entry entry{
    type_name<T>, type_id<T>, Layout,       sizeof(T), alignof(T), &typeid(T),         &of::words,
    &of::write,   &of::read,  &of::destroy, &of::text, &schema<T>, &description_of<T>, &of::raise};
  static inline const bool done = register_type(entry);
};

} // namespace wire

/// The record of T. What cannot travel does not compile here.
template <class T>
const type_entry& type_entry_of() {
  require_travels<T>();
  static_cast<void>(&wire::registered<T, layout_of<T>>::done); // its initialiser is what registers
  return wire::registered<T, layout_of<T>>::entry;
}

} // namespace troupe

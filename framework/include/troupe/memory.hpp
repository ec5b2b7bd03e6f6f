/// What value and array have in common: memory that several processes see, and the lock beside it.
/// For those two alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <troupe/memory_shape.hpp>
#include <troupe/mutex.hpp>

namespace troupe::shared {

/// Ends the compilation when a `T` cannot lie in shared memory.
template <class T>
consteval void require_plain() {
  static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> && !std::is_const_v<T> && alignof(T) <= 64,
                "troupe: only trivially copyable types lie in shared memory: numbers, enums, and structs and arrays of "
                "them; a pointer, string or container would lead into one process. Send those by a troupe::queue");
}

enum class memory_kind : std::uint8_t { value, array };

/// A value or array in bytes.
struct memory_ticket {
  ticket memory;
  ticket mutex;
};

/// Tells the constructor for tickets from those for users' own aggregates, which braces might as well make.
struct arriving {};

/// Threads and processes: any, all functions. Fails: contract_error once the system is over.
class memory {
public:
  /// The lock beside the memory, as `troupe::mutex` does it: what a guard on the handle holds.
  void lock() const { mutex_.lock(); }
  [[nodiscard]] bool try_lock() const { return mutex_.try_lock(); }
  [[nodiscard]] bool try_lock_for(std::chrono::nanoseconds limit) const { return mutex_.try_lock_for(limit); }
  void unlock() const { mutex_.unlock(); }
  [[nodiscard]] bool previous_owner_died() const { return mutex_.previous_owner_died(); }

  /// The lock by itself: the one that was given, or a recursive one.
  [[nodiscard]] const lockable& mutex() const noexcept { return mutex_; }

  /// The actor that does the same by messages: `load_bytes store_bytes exchange_bytes add_to_value lock
  /// try_lock unlock previous_owner_died describe`.
  /// Waits: for one answer of the house.
  [[nodiscard]] caf::actor address() const;

  /// Whether it is the same memory.
  friend bool operator==(const memory& a, const memory& b) noexcept { return a.self_ == b.self_; }

protected:
  /// New, all zero, with the mutex of `with`.
  memory(memory_kind kind, const memory_shape& shape, const lockable& with);
  /// One that arrived. Fails: decode_error when it is of other elements.
  memory(memory_kind kind, const memory_shape& shape, memory_ticket&& wire);
  [[nodiscard]] memory_ticket leave() const;

  [[nodiscard]] std::byte* bytes() const {
    static_cast<void>(*self_); // refuses when the system is over
    return bytes_;
  }
  /// Of elements.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// "value(8 bytes)", "array(100 of 4 bytes)"
  [[nodiscard]] std::string shape_text() const;

private:
  void find();

  lockable mutex_; // goes behind the memory, which names it
  reference self_;
  std::byte* bytes_ = nullptr;
  std::uint64_t count_ = 0;
};

} // namespace troupe::shared

namespace troupe {

/// To a value's or an array's address. Answered with the bytes of elements: a std::vector<std::byte>;
/// out_of_range.
struct load_bytes {
  std::uint64_t from = 0; ///< the first element
  std::uint64_t count = 1;
};
/// Answered with nothing; out_of_range, and invalid_argument when it is no whole number of elements.
struct store_bytes {
  std::uint64_t from = 0;
  std::vector<std::byte> bytes;
};
/// Answered with the bytes before; as `store_bytes`. One step for those who do the same, and for calls on
/// elements of 1, 2, 4 or 8 bytes.
struct exchange_bytes {
  std::uint64_t from = 0;
  std::vector<std::byte> bytes;
};
/// Adds to an element that is a number. Answered with its bytes before; type_mismatch for one that is none.
struct add_to_value {
  std::uint64_t at = 0;
  std::int64_t whole = 0; ///< for integers
  double real = 0;        ///< for floating-point numbers
};

} // namespace troupe

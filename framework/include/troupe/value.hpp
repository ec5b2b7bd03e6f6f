/// One plain value that several processes read and write.
///
///   troupe::value<int> hits{0};
///   hits.fetch_add(1);                                   // here, or in any process that has the handle
///   hits.update([](int x) { return x * 2; });
///
///   struct point { double x, y; };
///   troupe::value<point> where;                          // zero at first
///   { std::scoped_lock hold{where}; where.unsafe().x += 1; }
#pragma once

#include <atomic>
#include <bit>
#include <concepts>
#include <cstring>
#include <functional>
#include <mutex>
#include <utility>

#include <troupe/memory.hpp>

namespace troupe {

/// A handle: copies, here or in other processes, are the same value. It is memory of this host.
///
/// What is 1, 2, 4 or 8 bytes long is loaded, stored, exchanged and added to by one atomic operation of
/// the CPU, without the lock; what is of another size, under the lock. A process that dies leaves a value
/// of the first kind whole; of the second kind it may be half written, and `previous_owner_died()` says so.
template <class T>
class value : public shared::memory {
public:
  /// A new one, zero, with a recursive mutex of its own. Nobody else is asked.
  /// Fails: contract_error without a system, no_resource.
  value() : value(T{}) {}
  explicit value(const T& first) : value(first, recursive_mutex{}) {}
  /// One that is used with this mutex, plain or recursive, which others may use too.
  value(const T& first, const shared::lockable& with)
    : memory(shared::memory_kind::value, shared::shape_for<T>(1), with) {
    shared::require_plain<T>();
    std::memcpy(bytes(), &first, sizeof(T));
  }

  [[nodiscard]] T load() const {
    if constexpr (is_atomic) {
      return std::bit_cast<T>(word().load(std::memory_order_acquire));
    } else {
      const std::scoped_lock hold{*this};
      return unsafe();
    }
  }
  void store(const T& next) const {
    if constexpr (is_atomic) {
      word().store(std::bit_cast<bits>(next), std::memory_order_release);
    } else {
      const std::scoped_lock hold{*this};
      std::memcpy(bytes(), &next, sizeof(T));
    }
  }
  /// Gives what it was.
  T exchange(const T& next) const {
    return change([&](const T&) { return next; });
  }
  /// Gives what it was. Numbers only.
  T fetch_add(T by) const
    requires std::is_arithmetic_v<T>
  {
    return change([&](const T& now) { return static_cast<T>(now + by); });
  }
  /// Changes it by `f`, which gives the new value for the old one, or changes it in place; gives the new
  /// one. Holds the lock meanwhile. `f` is called again when somebody stored without the lock in between,
  /// so it should do nothing but compute. What it throws leaves the value as it was.
  template <class F>
  T update(F f) const {
    const std::scoped_lock hold{*this};
    T result{};
    swap_in([&](const T& now) { return result = apply(f, now); });
    return result;
  }

  /// The memory itself. Nothing is locked, nothing is atomic. Valid as long as the handle and the system.
  [[nodiscard]] T& unsafe() const { return *reinterpret_cast<T*>(bytes()); }
  /// An independent one with the same content, and a mutex of its own.
  [[nodiscard]] value copy() const { return value{load()}; }
  /// "value(42)"; of what is no number "value(16 bytes)"
  [[nodiscard]] std::string text() const {
    if constexpr (std::is_arithmetic_v<T>)
      return "value(" + std::to_string(load()) + ")";
    else
      return shape_text();
  }

private:
  static constexpr bool is_atomic = sizeof(T) == 1 || sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8;
  using bits = std::conditional_t<sizeof(T) == 1, std::uint8_t,
                                  std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                                     std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

  [[nodiscard]] std::atomic_ref<bits> word() const { return std::atomic_ref<bits>{*reinterpret_cast<bits*>(bytes())}; }

  template <class F>
  T change(F f) const {
    if constexpr (is_atomic) {
      return swap_in(f);
    } else {
      const std::scoped_lock hold{*this};
      return swap_in(f);
    }
  }
  template <class F>
  T swap_in(F f) const {
    if constexpr (is_atomic) {
      const std::atomic_ref<bits> at = word();
      bits now = at.load(std::memory_order_relaxed);
      while (!at.compare_exchange_weak(now, std::bit_cast<bits>(static_cast<T>(f(std::bit_cast<T>(now)))),
                                       std::memory_order_acq_rel, std::memory_order_relaxed)) {
      }
      return std::bit_cast<T>(now);
    } else {
      const T before = unsafe();
      const T next = f(before);
      std::memcpy(bytes(), &next, sizeof(T));
      return before;
    }
  }
  template <class F>
  static T apply(F& f, T now) {
    if constexpr (std::is_void_v<std::invoke_result_t<F&, T&>>) {
      std::invoke(f, now);
      return now;
    } else {
      return static_cast<T>(std::invoke(f, now));
    }
  }

  friend codec<value>;
  value(shared::arriving, shared::memory_ticket&& wire)
    : memory(shared::memory_kind::value, shared::shape_for<T>(1), std::move(wire)) {}
};

/// `value{0, m}` is a value<int>.
template <class T>
value(const T&, const shared::lockable&) -> value<T>;

template <class T>
struct codec<value<T>> {
  using wire_type = shared::memory_ticket;
  static wire_type to_wire(const value<T>& handle) { return handle.leave(); }
  static value<T> from_wire(wire_type&& wire) { return value<T>{shared::arriving{}, std::move(wire)}; }
};

} // namespace troupe

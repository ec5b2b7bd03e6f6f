/// A row of plain elements that several processes read and write.
///
///   troupe::array<double> samples(1'000'000);            // zero at first
///   auto primes = troupe::array<int>::of({2, 3, 5, 7});
///   for (int& p : primes) p *= 2;                        // plain memory: no lock per access
///   { std::scoped_lock hold{primes}; std::sort(primes.begin(), primes.end()); }
#pragma once

#include <algorithm>
#include <initializer_list>
#include <mutex>
#include <ranges>
#include <span>
#include <utility>

#include <troupe/memory.hpp>

namespace troupe {

namespace shared {
/// Fails: out_of_range with the position and the size.
[[noreturn]] void refuse_position(std::uint64_t at, std::uint64_t size);
} // namespace shared

/// A handle: copies, here or in other processes, are the same memory, which stays on this host.
/// Elements are plain references: who changes what others read meanwhile takes the lock first.
template <class T>
class array : public shared::memory {
public:
  using value_type = T;
  using iterator = T*;

  /// A new one of so many elements, all zero, with a recursive mutex of its own. Nobody else is asked.
  /// Fails: contract_error without a system, no_resource when there is not so much memory.
  explicit array(std::size_t count) : array(count, recursive_mutex{}) {}
  /// One that is used with this mutex, plain or recursive, which others may use too.
  array(std::size_t count, const shared::lockable& with)
    : memory(shared::memory_kind::array, shared::shape_for<T>(count), with) {
    shared::require_plain<T>();
  }

  /// A new one with the elements of a range. As `array(count)`.
  template <std::ranges::sized_range Range>
  [[nodiscard]] static array of(const Range& elements) {
    array made(std::ranges::size(elements));
    std::ranges::copy(elements, made.begin());
    return made;
  }
  [[nodiscard]] static array of(std::initializer_list<T> elements) {
    return of(std::span{elements.begin(), elements.end()});
  }

  [[nodiscard]] std::size_t size() const noexcept { return count(); }
  [[nodiscard]] bool empty() const noexcept { return count() == 0; }
  [[nodiscard]] T* data() const { return reinterpret_cast<T*>(bytes()); }
  /// Not checked.
  [[nodiscard]] T& operator[](std::size_t at) const { return data()[at]; }
  /// Fails: out_of_range.
  [[nodiscard]] T& at(std::size_t where) const {
    if (where >= size())
      shared::refuse_position(where, size());
    return data()[where];
  }
  [[nodiscard]] T* begin() const { return data(); }
  [[nodiscard]] T* end() const { return data() + size(); }
  /// The elements from `from` to before `to`, in place.
  /// Fails: out_of_range.
  [[nodiscard]] std::span<T> span(std::size_t from, std::size_t to) const {
    if (to > size() || from > to)
      shared::refuse_position(std::max(from, to), size());
    return {data() + from, to - from};
  }
  [[nodiscard]] std::span<T> span() const { return {data(), size()}; }

  /// A plain copy, of all elements at one moment as far as the others take the lock: it is held meanwhile.
  [[nodiscard]] std::vector<T> copy() const {
    const std::scoped_lock hold{*this};
    return {begin(), end()};
  }
  /// Letters up to the first zero, or all.
  [[nodiscard]] std::string str() const
    requires std::is_same_v<T, char>
  {
    return {begin(), std::find(begin(), end(), '\0')};
  }
  /// "array(100 of 4 bytes)"
  [[nodiscard]] std::string text() const { return shape_text(); }

private:
  friend codec<array>;
  /// CAF takes what can be iterated for a container that it could fill. Handles travel in frames, never through this.
  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, array&) {
    return f();
  }
  array(shared::arriving, shared::memory_ticket&& wire)
    : memory(shared::memory_kind::array, shared::shape_for<T>(0), std::move(wire)) {}
};

template <class T>
struct codec<array<T>> {
  using wire_type = shared::memory_ticket;
  static wire_type to_wire(const array<T>& handle) { return handle.leave(); }
  static array<T> from_wire(wire_type&& wire) { return array<T>{shared::arriving{}, std::move(wire)}; }
};

} // namespace troupe

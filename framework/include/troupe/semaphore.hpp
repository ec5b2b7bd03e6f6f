/// Counted units between processes: at most so many are inside at once, or so many signals are out.
///
///   troupe::semaphore three{3};
///   std::scoped_lock hold{three};     // one unit on loan: it comes back, also when this process dies
///
///   troupe::semaphore items{0};
///   items.release();                  // a signal: whoever acquires it, keeps it
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <troupe/object_messages.hpp>
#include <troupe/shared_reference.hpp>

namespace caf {
class actor;
}

namespace troupe {

template <class>
struct codec;

namespace shared {

/// What both kinds of semaphore can do. Works with std::scoped_lock and std::unique_lock.
/// Threads and processes: any, all functions. Fails: contract_error once the system is over.
class counted {
public:
  /// Waits for a unit and takes it for good: only `release` gives one back, by whoever.
  /// Fails: interrupted.
  void acquire() const;
  [[nodiscard]] bool try_acquire() const;
  /// Waits until `limit` at most (negative: as `try_acquire`): whether it has one.
  [[nodiscard]] bool try_acquire_for(std::chrono::nanoseconds limit) const;
  /// Gives units. Never waits.
  /// Fails: invalid_argument for a negative count, invalid_state when there would be too many: more than
  /// a bounded one began with, or 2,147,483,647.
  void release(std::ptrdiff_t count = 1) const;
  /// Units that can be taken at this moment.
  [[nodiscard]] std::ptrdiff_t value() const;

  /// As `acquire`, on loan: given back by `unlock` in this process, and by its death.
  void lock() const;
  [[nodiscard]] bool try_lock() const;
  [[nodiscard]] bool try_lock_for(std::chrono::nanoseconds limit) const;
  /// Fails: not_owner when this process has none on loan.
  void unlock() const;

  /// The actor that does the same by messages: `acquire try_acquire release get_value lock try_lock
  /// unlock describe`. Units that an actor has locked come back when it ends.
  /// Waits: for one answer of the house.
  [[nodiscard]] caf::actor address() const;
  /// "semaphore(2)", "bounded_semaphore(2 of 3)"
  [[nodiscard]] std::string text() const;

  /// Whether it is the same semaphore.
  friend bool operator==(const counted&, const counted&) = default;

protected:
  explicit counted(const reference& known) : self_(known) {}

private:
  template <class>
  friend struct troupe::codec;
  reference self_;
};

} // namespace shared

/// A handle: copies, here or in other processes, are the same semaphore.
class semaphore : public shared::counted {
public:
  /// A new one with so many units. Nobody else is asked.
  /// Fails: invalid_argument when negative or above 2,147,483,647; contract_error without a system, no_resource.
  explicit semaphore(std::ptrdiff_t value);

private:
  template <class>
  friend struct codec;
  explicit semaphore(const shared::reference& known) : counted(known) {}
};

/// The same, and it never has more units than it began with: releasing too often is an error.
class bounded_semaphore : public shared::counted {
public:
  /// As `semaphore(value)`.
  explicit bounded_semaphore(std::ptrdiff_t value);

private:
  template <class>
  friend struct codec;
  explicit bounded_semaphore(const shared::reference& known) : counted(known) {}
};

/// To a semaphore's address. Answered, with nothing, when a unit was taken, for good.
struct acquire {};
/// Answered with whether one was.
struct try_acquire {};
/// Answered with nothing, or as `release` fails.
struct release {
  std::int64_t count = 1;
};
/// Answered with a std::int64_t.
struct get_value {};

template <>
struct codec<semaphore> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const semaphore& value);
  static semaphore from_wire(wire_type&& wire);
};
template <>
struct codec<bounded_semaphore> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const bounded_semaphore& value);
  static bounded_semaphore from_wire(wire_type&& wire);
};

} // namespace troupe

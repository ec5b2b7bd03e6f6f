/// Waiting under a lock for something that another process changes.
///
///   troupe::condition c;
///   { std::scoped_lock hold{c}; c.wait([&] { return v.load() == 7; }); }     // here
///   { std::scoped_lock hold{c}; v.store(7); c.notify_all(); }                // there
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <troupe/mutex.hpp>

namespace troupe {

/// A handle: copies, here or in other processes, are the same condition with the same mutex.
/// Threads and processes: any, all functions. Fails: contract_error once the system is over.
class condition {
public:
  /// A new one with a recursive mutex of its own. Nobody else is asked.
  /// Fails: contract_error without a system, no_resource.
  condition();
  /// One that is used with this mutex, plain or recursive, which others may use too; a value's or an array's, too.
  explicit condition(const shared::lockable& with);

  /// Its mutex, as `troupe::mutex` does it.
  void lock() const;
  [[nodiscard]] bool try_lock() const;
  [[nodiscard]] bool try_lock_for(std::chrono::nanoseconds limit) const;
  void unlock() const;
  [[nodiscard]] bool previous_owner_died() const;

  /// Gives up the mutex, however often this thread has locked it, sleeps until it is notified, and owns
  /// the mutex again as it did before. There is no waking without a notification.
  /// Fails: not_owner when this thread does not own the mutex; interrupted, with the mutex owned. A program that
  /// cannot own it within half a second of Ctrl-C, since another process holds it, is ended without being told.
  void wait() const;
  /// The same, until `limit` at most (negative: a look): whether it was notified.
  bool wait_for(std::chrono::nanoseconds limit) const;
  /// Until `holds()` is true: asked at once, and after each notification, always with the mutex owned.
  template <class Predicate>
  void wait(Predicate holds) const {
    while (!holds())
      wait();
  }
  /// The same, until `limit` at most: what `holds()` was in the end.
  template <class Predicate>
  bool wait_for(std::chrono::nanoseconds limit, Predicate holds) const {
    const auto end = end_of(limit);
    while (!holds())
      if (!wait_until(end))
        return holds();
    return true;
  }

  /// Wakes at most so many of those who wait, those first who came first. Never waits for them: a waiter
  /// that died is none, and one that dies when it was notified leaves that to the next. A process that is killed
  /// inside this may have woken only some of them; a later notification serves the rest.
  /// Fails: not_owner when this thread does not own the mutex.
  void notify(std::size_t count) const;
  void notify_one() const { notify(1); }
  void notify_all() const { notify(static_cast<std::size_t>(-1)); }

  /// The actor that does the same by messages: `lock try_lock unlock previous_owner_died wait_for_notify
  /// notify describe`.
  /// Waits: for one answer of the house.
  [[nodiscard]] caf::actor address() const;
  /// "condition(recursive_mutex(free), 2 waiting)"
  [[nodiscard]] std::string text() const;

  /// Whether it is the same condition.
  friend bool operator==(const condition& a, const condition& b) noexcept { return a.self_ == b.self_; }

private:
  friend codec<condition>;
  condition(const shared::reference& known, const shared::reference& mutex) : self_(known), mutex_(mutex) {}
  [[nodiscard]] static std::chrono::steady_clock::time_point end_of(std::chrono::nanoseconds limit) noexcept;
  bool wait_until(std::chrono::steady_clock::time_point end) const;

  shared::reference self_;
  shared::reference mutex_;
};

/// To a condition's address, from an actor that owns its mutex. Answered, with nothing, when it was
/// notified and owns the mutex again; not_owner. A request that times out has still given the mutex up.
struct wait_for_notify {};
/// Answered with nothing; not_owner.
struct notify {
  std::uint64_t count = 1;
};

namespace shared {
/// A condition in bytes.
struct condition_ticket {
  ticket condition;
  ticket mutex;
};
} // namespace shared

template <>
struct codec<condition> {
  using wire_type = shared::condition_ticket;
  static wire_type to_wire(const condition& value);
  static condition from_wire(wire_type&& wire);
};

} // namespace troupe

/// Locks between processes. Both work with std::scoped_lock, std::unique_lock and std::lock.
///
///   troupe::mutex m;
///   {
///     std::scoped_lock hold{m};
///     if (m.previous_owner_died()) repair();
///   }
///
/// A mutex belongs to the thread that locked it. When that thread or its process ends, in any way, the
/// next one gets it and is told. Nobody waits for the dead.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

#include <troupe/object_messages.hpp>
#include <troupe/shared_reference.hpp>

namespace caf {
class actor;
}

namespace troupe {

template <class>
struct codec;
class condition;

namespace shared {

class memory;

/// What both kinds of mutex can do.
/// Threads and processes: any, all functions. Fails: contract_error once the system is over.
class lockable {
public:
  /// Waits until this thread owns it. Without another owner: some nanoseconds, no system call. The mail
  /// of this process keeps flowing meanwhile.
  /// Fails: contract_error when this thread owns it already and it is not recursive, interrupted.
  void lock() const;
  [[nodiscard]] bool try_lock() const;
  /// Waits until `limit` at most (negative: as `try_lock`): whether this thread owns it.
  [[nodiscard]] bool try_lock_for(std::chrono::nanoseconds limit) const;
  [[nodiscard]] bool try_lock_until(std::chrono::steady_clock::time_point when) const;
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(std::chrono::time_point<Clock, Duration> when) const {
    return try_lock_for(std::chrono::duration_cast<std::chrono::nanoseconds>(when - Clock::now()));
  }
  /// Fails: not_owner when it is not this thread that owns it.
  void unlock() const;

  /// Whether its last owner ended without unlocking it. Asked by who owns it now; false again after the
  /// next unlock.
  [[nodiscard]] bool previous_owner_died() const;

  /// The actor that does the same by messages: `lock try_lock unlock previous_owner_died describe`.
  /// Waits: for one answer of the house.
  [[nodiscard]] caf::actor address() const;
  /// "mutex(free)", "mutex(held by this thread)", "recursive_mutex(held by worker 3 'resize', 2 times)"
  [[nodiscard]] std::string text() const;

  /// Whether it is the same mutex.
  friend bool operator==(const lockable&, const lockable&) = default;
  friend std::ostream& operator<<(std::ostream& out, const lockable& which);

protected:
  explicit lockable(const reference& known) : self_(known) {}

private:
  template <class>
  friend struct troupe::codec;
  friend troupe::condition;
  friend memory;
  reference self_;
};

} // namespace shared

/// A handle: copies, here or in other processes, are the same mutex.
class mutex : public shared::lockable {
public:
  /// A new one, free. Nobody else is asked. Fails: contract_error without a system, no_resource.
  mutex();

private:
  template <class>
  friend struct codec;
  friend condition;
  explicit mutex(const shared::reference& known) : lockable(known) {}
};

/// The same, and its owner may lock it again: it is free after as many unlocks.
class recursive_mutex : public shared::lockable {
public:
  /// As `mutex()`.
  recursive_mutex();

private:
  template <class>
  friend struct codec;
  explicit recursive_mutex(const shared::reference& known) : lockable(known) {}
};

/// To a mutex's address. Answered, with nothing, when the asking actor owns it. It owns it until it
/// unlocks it or ends.
struct lock {};
/// Answered with whether the asking actor owns it now.
struct try_lock {};
/// Answered with nothing; not_owner when another owns it.
struct unlock {};
/// Answered with a bool.
struct previous_owner_died {};

/// Of what a value's or an array's `mutex()` gives, which is of either kind. Fails: decode_error for what is no mutex.
template <>
struct codec<shared::lockable> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const shared::lockable& value);
  static shared::lockable from_wire(wire_type&& wire);
};
template <>
struct codec<mutex> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const mutex& value);
  static mutex from_wire(wire_type&& wire);
};
template <>
struct codec<recursive_mutex> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const recursive_mutex& value);
  static recursive_mutex from_wire(wire_type&& wire);
};

} // namespace troupe

/// A flag between processes: some wait for it, others set it.
///
///   troupe::event ready;
///   troupe::process worker{troupe::fn<work>, ready};     // void work(troupe::event ready) { ...; ready.set(); }
///   worker.start();
///   if (!ready.wait_for(5s)) ...
#pragma once

#include <chrono>
#include <string>

#include <troupe/object_messages.hpp>
#include <troupe/shared_reference.hpp>

namespace caf {
class actor;
}

namespace troupe {

template <class>
struct codec;

/// A handle: copies, here or in other processes, are the same event.
/// Threads and processes: any, all functions. Fails: contract_error once the system is over.
class event {
public:
  /// A new one, not set. Costs no message: nobody else is asked.
  /// Fails: contract_error without a system, no_resource.
  event();

  /// Sets the flag; everybody who waits goes on, whatever happens to the flag next. Never waits, not
  /// for a waiter that was killed either, and may be called in a signal handler.
  void set() const;
  /// Takes it back.
  void clear() const;
  [[nodiscard]] bool is_set() const;

  /// Waits until the flag is set, or was set meanwhile. The mail of this process keeps flowing.
  /// Fails: interrupted.
  void wait() const;
  /// The same, until `limit` at most (negative: a look): whether it was set.
  bool wait_for(std::chrono::nanoseconds limit) const;

  /// The actor that does the same by messages: `set_event clear_event is_set wait_for_set describe`.
  /// Waits: for one answer of the house.
  [[nodiscard]] caf::actor address() const;
  /// "event(set)", "event(unset)"
  [[nodiscard]] std::string text() const;

  /// Whether it is the same event.
  friend bool operator==(const event&, const event&) = default;

private:
  friend codec<event>;
  explicit event(const shared::reference& known) : self_(known) {}

  shared::reference self_;
};

/// To an event's address. Answered when it is done, with nothing.
struct set_event {};
/// The same.
struct clear_event {};
/// Answered with a bool.
struct is_set {};
/// Answered, with nothing, when the event is set, or was since the request arrived.
struct wait_for_set {};

template <>
struct codec<event> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const event& value);
  static event from_wire(wire_type&& wire);
};

} // namespace troupe

/// Waiting for a change of a shared object, and telling those who wait.
///
/// A waiter spins for some microseconds, then sleeps: where its process reads mail, at the process's
/// doorbell, so that mail keeps flowing meanwhile; elsewhere on the futex word of the wait words.
/// Nobody is counted who sleeps: whoever wakes others may die before, and whoever was woken may die
/// after; so the house, on each death, has all of them look again who share an object with the dead.
#pragma once

#include <functional>

#include "objects/table.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::objects {

/// Everybody who sleeps there looks again.
inline constexpr int all = 0x7fffffff;

/// After a change: wakes `count` of those who sleep at `where`, and rings every process that watches
/// `of`. Begins with a full fence. Any process and thread; async-signal-safe.
///
/// Who is woken and takes what there was leaves the rest to others: with a `count` below `all` every
/// taker must have been able to take what it was woken for, or be told again by a later change.
void announce(const table& in, object_entry& of, wait_words& where, int count = all) noexcept;
/// The same after a change that was one sequentially consistent read-modify-write: needs no fence.
void announce_ordered(const table& in, object_entry& of, wait_words& where, int count = all) noexcept;

/// Wakes all who may sleep there, whatever the words say: by the house, for who died on the way to it.
void rouse(const table& in, object_entry& of, wait_words& where) noexcept;

/// Waits until `done` is true or `deadline`; which of the two. `done` may take what it waits for: it is
/// asked again and again, and no more once it was true. Negative durations are the caller's to mind:
/// `done` is asked at least once.
/// Threads: any. Fails: interrupted, and whatever `done` throws.
bool wait(table& in, object_entry& of, wait_words& where, const std::function<bool()>& done, os::time_point deadline);

/// One look, for as long as it takes another CPU to act: whether `done` came true.
bool spin(const std::function<bool()>& done);

/// How a process that reads mail waits: set by who reads it. Null: it sleeps on futex words.
using pump_function = bool (*)(const std::function<bool()>& finished, os::time_point deadline);
void set_pump(pump_function how) noexcept;

/// Has the doorbell of this process rung at every change of an object, for the life of this.
class watch {
public:
  watch(table& in, object_entry& of) : in_(in), of_(of) { in_.watch(of_); }
  ~watch() { in_.unwatch(of_); }
  watch(const watch&) = delete;
  watch& operator=(const watch&) = delete;

private:
  table& in_;
  object_entry& of_;
};

/// One thread that waits for several objects at once. Enrolling and sleeping: that thread; `wake`: any.
class waiter {
public:
  explicit waiter(table& in) noexcept : in_(in) {}
  ~waiter();
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;

  /// From now on a change of it ends a sleep. May be said several times, and taken back as often.
  void enrol(object_entry& of);
  void strike_off(object_entry& of);

  /// Sleeps until `ready` is true or `deadline`, asked after every ring: which of the two. `wake` alone
  /// ends it too, with what `ready` says then. Fails: interrupted.
  bool until(const std::function<bool()>& ready, os::time_point deadline);
  /// async-signal-safe.
  void wake() noexcept;

private:
  table& in_;
  std::vector<object_entry*> enrolled_;
  std::atomic<bool> woken_{false};
};

} // namespace troupe::rooms::objects

/// What a thing offers to `troupe::wait`: how to see that it is ready, and how to sleep until it may be.
///
/// A class can be given to `wait` when it has a member `wait_source wait_source() const`.
#pragma once

namespace troupe {

namespace rooms::objects {
class waiter;
}

/// A view: valid as long as the handle it comes from. Ready means that the thing's waiting operation would not wait
/// now: an item is there, the stream has ended, the process is over.
/// Threads: the functions are called by the thread that waits.
struct wait_source {
  const void* self = nullptr;
  /// Looks and never waits. Null: the thing is ready when `descriptor` is readable.
  bool (*is_ready)(const void* self) = nullptr;
  /// Readable whenever the thing may be ready, perhaps too early, never too late; -1: it has none.
  int descriptor = -1;
  /// For what has no descriptor: from `enrol` to `strike_off` the waiter is woken whenever it may have become ready.
  void (*enrol)(const void* self, rooms::objects::waiter& who) = nullptr;
  void (*strike_off)(const void* self, rooms::objects::waiter& who) = nullptr;
};

} // namespace troupe

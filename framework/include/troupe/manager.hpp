/// A process that keeps objects for many others: lists, dicts, values, objects of the user's classes.
///
///   troupe::manager m;
///   troupe::dict<std::string, int> scores = m.dict<std::string, int>();
///   scores.insert_or_assign("Sam", 10);
///   scores.modify("Sam", troupe::fn<bump>, 5);            // void bump(int& x, int by): where the value is
///
/// Whoever has a handle to one of its objects uses it: any process, any thread; handles travel. Objects
/// of different managers do not hold up one another. It ignores SIGINT, so Ctrl-C does not take the
/// objects away before their users are done.
#pragma once

#include <chrono>
#include <memory>

#include "troupe/barrier.hpp"
#include "troupe/batch.hpp"
#include "troupe/condition.hpp"
#include "troupe/dict.hpp"
#include "troupe/event.hpp"
#include "troupe/list.hpp"
#include "troupe/managed_makers.hpp"
#include "troupe/managed_start.hpp"
#include "troupe/managed_value.hpp"
#include "troupe/manager_info.hpp"
#include "troupe/mutex.hpp"
#include "troupe/name_space.hpp"
#include "troupe/object.hpp"
#include "troupe/queue.hpp"
#include "troupe/semaphore.hpp"

namespace troupe {

struct manager_options {
  std::string name = "manager";                     ///< of the process, for logs, core dumps and ps
  troupe::initializer initializer = {};             ///< run in the new process before it serves
  std::chrono::milliseconds shutdown_timeout{1000}; ///< what `shutdown` waits before it ends the process by force
};

/// A handle: copies are the same manager, and it travels. The process is ended with the last copy in the
/// process that made it, or by `shutdown`; handles that came elsewhere do not keep it.
/// Threads: any may use it, and copies of it.
class manager {
public:
  /// Starts the process.
  /// Waits: until it serves, about half a millisecond.
  /// Fails: as `troupe::spawn`; initializer_failed with the text of what the initializer threw.
  manager();
  explicit manager(const manager_options& options);
  /// One that came from another process.
  explicit manager(actor_reference server);

  // Each makes an object and gives the first handle to it. Wait, callers, failures: as all operations
  // (troupe/managed_handle.hpp). T, K and V travel and can be copied.

  template <class T>
  [[nodiscard]] troupe::list<T> list(std::vector<T> initial = {}) const {
    return troupe::list<T>{made(make_list<T>(std::move(initial)))};
  }
  /// The later of two equal keys counts.
  template <class K, class V>
  [[nodiscard]] troupe::dict<K, V> dict(std::vector<std::pair<K, V>> initial = {}) const {
    return troupe::dict<K, V>{made(make_dict<K, V>(std::move(initial)))};
  }
  /// As many T{} as `length` says, or those values.
  template <class T>
  [[nodiscard]] managed_array<T> array(std::size_t length) const {
    return array<T>(std::vector<T>(length));
  }
  template <class T>
  [[nodiscard]] managed_array<T> array(std::vector<T> values) const {
    return managed_array<T>{made(make_array<T>(std::move(values)))};
  }
  template <class T>
  [[nodiscard]] managed_value<T> value(T initial = {}) const {
    return managed_value<T>{made(make_value<T>(std::move(initial)))};
  }
  [[nodiscard]] name_space ns() const;
  /// An object of a class of the user's, made there as `T(args...)`. The arguments travel; T need not.
  /// Fails: also with what the constructor threw.
  template <class T, class... Args>
  [[nodiscard]] object<T> make(Args&&... args) const {
    return object<T>{made(make_instance<T>(std::forward<Args>(args)...))};
  }

  // Queues and synchronisation objects: the very objects that `troupe::queue<T>{limit}` and so on make,
  // with the manager as one of those who hold them. So they live as long as the manager, whoever else
  // drops them, and work on without it. Arguments, waits and failures: those of their constructors, and
  // manager_lost.

  template <class T>
  [[nodiscard]] troupe::queue<T> queue(std::int64_t limit = 0) const {
    return kept(troupe::queue<T>{limit});
  }
  template <class T>
  [[nodiscard]] troupe::joinable_queue<T> joinable_queue(std::int64_t limit = 0) const {
    return kept(troupe::joinable_queue<T>{limit});
  }
  [[nodiscard]] troupe::event event() const;
  [[nodiscard]] troupe::mutex mutex() const;
  [[nodiscard]] troupe::recursive_mutex recursive_mutex() const;
  [[nodiscard]] troupe::semaphore semaphore(std::ptrdiff_t value = 1) const;
  [[nodiscard]] troupe::bounded_semaphore bounded_semaphore(std::ptrdiff_t value = 1) const;
  [[nodiscard]] troupe::condition condition() const;
  [[nodiscard]] troupe::condition condition(const troupe::mutex& with) const;
  [[nodiscard]] troupe::condition condition(const troupe::recursive_mutex& with) const;
  [[nodiscard]] troupe::barrier barrier(std::size_t parties) const;
  [[nodiscard]] troupe::barrier barrier(const barrier_options& options, std::size_t parties) const;

  /// Many operations as one message: see troupe/batch.hpp.
  [[nodiscard]] troupe::batch batch() const;

  /// Of its process. pid: as long as it runs, else empty.
  [[nodiscard]] std::optional<int> pid() const;

  /// Asks the process to end and waits for it: `shutdown_timeout`, then it gets SIGTERM, half a second
  /// later SIGKILL. Every handle throws manager_lost from now on. Again: nothing.
  void shutdown() const;
  /// Waits until the process is over. As every wait, it lets the mail of this process flow.
  void join() const;
  /// Whether it was over in time.
  [[nodiscard]] bool join_for(std::chrono::nanoseconds limit) const;

  /// How many objects it keeps now, without queues and synchronisation objects. Handles that went are
  /// counted a moment longer.
  [[nodiscard]] std::uint64_t number_of_objects() const;
  /// Each of them, the oldest first.
  [[nodiscard]] std::vector<object_info> debug_info() const;

  /// Whether both are the same manager.
  friend bool operator==(const manager& a, const manager& b) noexcept { return a.server_ == b.server_; }
  [[nodiscard]] const actor_reference& reference() const noexcept { return server_; }
  /// The actor of its process, which does all this by message (troupe/manager_messages.hpp): include <troupe/actor.hpp>
  /// first.
  [[nodiscard]] caf::actor address() const;
  /// "manager(worker 3 'manager', pid 4242)"; "manager(over)", and "manager(none)" of one that was moved from.
  [[nodiscard]] std::string text() const;

private:
  class owner;

  template <class Handle>
  Handle kept(Handle one) const {
    keep(any_value{one});
    return one;
  }
  void keep(any_value handle) const;
  [[nodiscard]] actor_reference made(const make_object& what) const;

  actor_reference server_;
  std::shared_ptr<owner> owner_; ///< none in a process that did not make it
};

/// How it travels.
template <>
struct codec<manager> {
  using wire_type = actor_reference;
  static const actor_reference& to_wire(const manager& which) { return which.reference(); }
  static manager from_wire(actor_reference&& server) { return manager{std::move(server)}; }
};

} // namespace troupe

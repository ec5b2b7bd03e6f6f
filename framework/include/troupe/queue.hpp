/// A queue between processes: any number of them put and get, each item goes to exactly one getter.
///
///   troupe::queue<std::string> q;                    // q{100} holds at most 100
///   q.put("hello");                                  // handed over when it returns
///   std::string x = q.get();
///   for (auto& each : q) ...                         // until somebody says q.finish() and all is drained
///   auto job = q.take();  ...;  job.done();          // another gets it if this process dies before `done`
///
/// Items of one producer reach each consumer in the order they were put. Killing a process at any
/// instant, inside of `put` or `get` too, neither blocks nor loses nor doubles anything for the others.
/// Each item costs about as much as another, whatever its size up to some hundred bytes, so a few
/// large ones cost less than many small ones. Items live in the memory of the system, not in the
/// process that put them: a queue without a limit is bounded by `system_options.memory`.
/// The Python original: multiprocessing.Queue. It has no feeder thread here, so nothing has to be
/// joined before a process ends, and `size`, `empty` and `try_get` agree.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <troupe/any_queue.hpp>

namespace troupe {

struct queue_options {
  unsigned max_deliveries = 3; ///< takings of one item that is never done, until it is a dead letter; 1 to 255
};

/// An item that was taken and is not done with yet. It is this process's until it says `done`; dropped
/// without that, or with its process, it goes to the front of the queue, for another taker.
/// Threads: as a value.
template <class T>
class lease {
public:
  [[nodiscard]] T& operator*() noexcept { return value_; }
  [[nodiscard]] T* operator->() noexcept { return &value_; }
  /// Nobody will get it again. Never waits.
  void done() noexcept { taken_.done(); }
  /// Another gets it, as when this is dropped.
  void give_back() noexcept { taken_.give_back(); }
  /// How often it was taken, this time included. 0 once it is done with, or the system is over.
  [[nodiscard]] unsigned deliveries() const noexcept { return taken_.deliveries(); }

private:
  template <class>
  friend class basic_queue;
  lease(T&& value, queues::taken_item&& taken) : value_(std::move(value)), taken_(std::move(taken)) {}

  T value_;
  queues::taken_item taken_;
};

/// An item that nobody could finish, and why.
template <class T>
struct dead_letter {
  T item;
  std::string cause; ///< "given back 3 times", "worker 5 (pid 4242) killed by signal 9 (SIGKILL), ..."
  unsigned deliveries = 0;
};

/// What queues and joinable queues of T have in common: a handle as `any_queue` is.
template <class T>
class basic_queue : public any_queue {
public:
  /// `T` itself, or `message_of<T>` for a struct generated from a Cap'n Proto schema.
  using value_type = typename queues::boxed<T>::type;

  /// Puts the item at the end; it is there, whatever becomes of this process, when it returns.
  /// Waits: while the queue is full, at most; `try_put` never, `put_for` at most `limit`.
  /// Fails: closed after `close` here or `finish` anywhere; no_resource when memory is used up (nothing
  ///        is lost, and getting makes room); invalid_argument for what is too large; interrupted.
  /// What cannot be copied, a connection for instance, is put with std::move and gone then; where it
  /// could not be put, it stays.
  template <class Item = value_type>
    requires queues::fits<Item, value_type>
  void put(Item&& item) const {
    put_within(std::forward<Item>(item), queues::forever);
  }
  /// Whether there was room.
  template <class Item = value_type>
    requires queues::fits<Item, value_type>
  bool try_put(Item&& item) const {
    return put_within(std::forward<Item>(item), std::chrono::nanoseconds{0});
  }
  template <class Item = value_type>
    requires queues::fits<Item, value_type>
  bool put_for(Item&& item, std::chrono::nanoseconds limit) const {
    return put_within(std::forward<Item>(item), limit);
  }
  /// The same for a struct generated from a schema: `jobs.put([](schema::Job::Builder job) { ... })`.
  template <class Build>
    requires queues::builds<Build, T>
  void put(Build&& build) const {
    put(value_type{std::forward<Build>(build)});
  }
  template <class Build>
    requires queues::builds<Build, T>
  bool try_put(Build&& build) const {
    return try_put(value_type{std::forward<Build>(build)});
  }
  template <class Build>
    requires queues::builds<Build, T>
  bool put_for(Build&& build, std::chrono::nanoseconds limit) const {
    return put_for(value_type{std::forward<Build>(build)}, limit);
  }

  /// Takes the item in front, and is done with it. A process that dies before it returns has not taken
  /// it.
  /// Waits: until there is one. Fails: end_of_stream when the queue is finished and drained, that is
  /// also: when no other process holds a lease that may come back, or this one holds some itself;
  /// decode_error for an item that its own reader refuses (it counts as given back); interrupted.
  [[nodiscard]] value_type get() const {
    queues::room<value_type> place;
    get_item(queues::kind_of<value_type>(), place.memory(), queues::forever);
    return place.take();
  }
  /// Empty when there is none now (within `limit`), or never again.
  [[nodiscard]] std::optional<value_type> try_get() const { return get_for(std::chrono::nanoseconds{0}); }
  [[nodiscard]] std::optional<value_type> get_for(std::chrono::nanoseconds limit) const {
    queues::room<value_type> place;
    if (!get_item(queues::kind_of<value_type>(), place.memory(), limit))
      return std::nullopt;
    return place.take();
  }

  /// The same as a lease: the item is given back when it is dropped without `done()`, or its taker dies.
  [[nodiscard]] lease<value_type> take() const { return *take_within(queues::forever); }
  [[nodiscard]] std::optional<lease<value_type>> try_take() const { return take_within(std::chrono::nanoseconds{0}); }
  [[nodiscard]] std::optional<lease<value_type>> take_for(std::chrono::nanoseconds limit) const {
    return take_within(limit);
  }

  /// `for (auto& item : q)`: gets until the queue is finished and drained.
  class iterator {
  public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = basic_queue::value_type;
    using difference_type = std::ptrdiff_t;
    explicit iterator(const basic_queue& from) : from_(&from) { ++*this; }
    [[nodiscard]] value_type& operator*() const noexcept { return *item_; }
    iterator& operator++() {
      item_ = from_->get_or_end();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& at, std::default_sentinel_t) noexcept { return !at.item_.has_value(); }

  private:
    const basic_queue* from_;
    mutable std::optional<value_type> item_;
  };
  [[nodiscard]] iterator begin() const { return iterator{*this}; }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  /// Items that were taken `max_deliveries` times and never done, as they are now.
  [[nodiscard]] std::vector<dead_letter<value_type>> dead_letters() const {
    std::vector<dead_letter<value_type>> all;
    for (const queues::dead_item& one : dead_items()) {
      queues::room<value_type> place;
      one.read(queues::kind_of<value_type>(), place.memory());
      all.push_back({place.take(), one.cause, one.deliveries});
    }
    return all;
  }

protected:
  /// A new one; one from another process.
  basic_queue(queues::flavour what, std::int64_t limit, unsigned max_deliveries)
    : any_queue(what, queues::kind_of<value_type>(), limit, max_deliveries) {}
  basic_queue(const shared::ticket& where, queues::flavour what)
    : any_queue(where, what, queues::kind_of<value_type>()) {}

private:
  template <class Item>
  bool put_within(Item&& item, std::chrono::nanoseconds limit) const {
    static_assert(std::is_copy_constructible_v<value_type> || !std::is_lvalue_reference_v<Item>,
                  "troupe: this item has one owner: put(std::move(it))");
    if constexpr (!std::is_same_v<std::remove_cvref_t<Item>, value_type>) {
      const value_type converted = std::forward<Item>(item);
      return put_item(queues::kind_of<value_type>(), &converted, limit);
    } else {
      const bool put = put_item(queues::kind_of<value_type>(), &item, limit);
      if constexpr (!std::is_copy_constructible_v<value_type>)
        if (put) [[maybe_unused]]
          const value_type gone = std::move(item);
      return put;
    }
  }
  [[nodiscard]] std::optional<value_type> get_or_end() const {
    queues::room<value_type> place;
    if (!get_item_or_end(queues::kind_of<value_type>(), place.memory()))
      return std::nullopt;
    return place.take();
  }
  [[nodiscard]] std::optional<lease<value_type>> take_within(std::chrono::nanoseconds limit) const {
    queues::room<value_type> place;
    queues::taken_item taken;
    if (!take_item(queues::kind_of<value_type>(), place.memory(), taken, limit))
      return std::nullopt;
    return lease<value_type>{place.take(), std::move(taken)};
  }
};

/// See the top of this page.
template <class T>
class queue : public basic_queue<T> {
public:
  /// A new one. Without a limit, or with one of 0 or less, bounded by `system_options.memory` alone.
  /// Costs no message: nobody else is asked. Fails: contract_error without a system, no_resource,
  /// invalid_argument.
  explicit queue(std::int64_t limit = 0) : queue(queue_options{}, limit) {}
  explicit queue(const queue_options& options, std::int64_t limit = 0)
    : basic_queue<T>(queues::flavour::plain, limit, options.max_deliveries) {}

private:
  friend codec<queue>;
  explicit queue(const shared::ticket& where) : basic_queue<T>(where, queues::flavour::plain) {}
};

/// A queue whose items are tasks: who has finished one says so, and others wait until all are.
/// The Python original: multiprocessing.JoinableQueue.
template <class T>
class joinable_queue : public basic_queue<T> {
public:
  explicit joinable_queue(std::int64_t limit = 0) : joinable_queue(queue_options{}, limit) {}
  explicit joinable_queue(const queue_options& options, std::int64_t limit = 0)
    : basic_queue<T>(queues::flavour::joinable, limit, options.max_deliveries) {}

  /// One of the items put so far is dealt with: once for each of them, by any process.
  /// Fails: invalid_state when that is once more than items were ever put.
  void task_done() const { this->report_done(); }
  /// Waits until `task_done` was said for every item ever put; dead letters are not waited for.
  /// Fails: interrupted.
  void join() const { this->wait_until_done(queues::forever); }
  /// The same, within `limit`: whether it came true.
  bool join_for(std::chrono::nanoseconds limit) const { return this->wait_until_done(limit); }

private:
  friend codec<joinable_queue>;
  explicit joinable_queue(const shared::ticket& where) : basic_queue<T>(where, queues::flavour::joinable) {}
};

template <class T>
struct codec<queue<T>> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const queue<T>& value) { return value.leave(); }
  static queue<T> from_wire(wire_type&& wire) { return queue<T>(wire); }
};
template <class T>
struct codec<joinable_queue<T>> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const joinable_queue<T>& value) { return value.leave(); }
  static joinable_queue<T> from_wire(wire_type&& wire) { return joinable_queue<T>(wire); }
};

} // namespace troupe

/// Many operations on objects of one manager as one message: `m.batch()`.
///
///   troupe::batch b = m.batch();
///   auto s = b.on(scores);                                    // the same operations, each put off
///   for (const auto& [name, score] : results) s.insert_or_assign(name, score);
///   troupe::later<std::optional<int>> best = s.find("Sam");
///   b.run();                                                  // one message, one answer
///   best.get();
///
/// They are done in order, and nothing else is done by the manager between them.
/// Threads: one at a time for a batch and what was made by its `on`.
#pragma once

#include "troupe/managed_handle.hpp"

namespace troupe {

namespace managed {

/// The operations that wait to be run; what became of those that were.
struct batch_book;
struct outcomes;

/// One operation of a batch.
struct later_place {
  std::shared_ptr<outcomes> of;
  std::size_t number;
};
[[nodiscard]] later_place put_off(batch_book& book, const actor_reference& object, any_value message);
[[nodiscard]] const any_value& outcome_of(const later_place& which);

} // namespace managed

/// What an operation of a batch will give.
template <class R>
class later {
public:
  explicit later(managed::later_place where) : where_(std::move(where)) {}

  /// The operation's result; again and again the same.
  /// Fails: invalid_state before the batch has run; else as the operation does.
  R get() const {
    const any_value& value = managed::outcome_of(where_);
    if constexpr (!std::is_void_v<R>)
      return value.as<R>();
  }

private:
  managed::later_place where_;
};

namespace managed {

/// Where operations of a batch go.
template <class State>
class deferred_access {
public:
  deferred_access(std::shared_ptr<batch_book> book, actor_reference object)
    : book_(std::move(book)), object_(std::move(object)) {}

protected:
  template <class R>
  using result = later<R>;

  template <class R, class M>
  later<R> perform(M&& message) const {
    know_operation<State, std::remove_cvref_t<M>>();
    return later<R>{put_off(*book_, object_, any_value{std::forward<M>(message)})};
  }

private:
  std::shared_ptr<batch_book> book_;
  actor_reference object_;
};

} // namespace managed

/// The operations that are put off, and the one message of them.
class batch {
public:
  /// The operations of that object, each put off until `run`.
  template <class Handle>
  [[nodiscard]] auto on(const Handle& object) {
    return typename Handle::template operations_by<managed::deferred_access>{book_, object.reference()};
  }

  /// How many operations wait.
  [[nodiscard]] std::size_t size() const noexcept;
  /// Sends them all as one message and waits; afterwards the batch is empty and can be filled again.
  /// An operation that fails does not keep the others from being done.
  /// Fails: as the first that failed; as every operation of the manager; invalid_argument when one of
  /// the objects is another manager's.
  void run();

private:
  friend class manager;
  explicit batch(actor_reference manager);

  std::shared_ptr<managed::batch_book> book_;
};

} // namespace troupe

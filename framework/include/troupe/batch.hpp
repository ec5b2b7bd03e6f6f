/// Many operations on objects of one manager as one message: `m.batch()`.
///
///   troupe::batch b = m.batch();
///   auto s = b.on(scores);                                    // the same operations, each put off
///   for (const auto& [name, score] : results) s.insert_or_assign(name, score);
///   troupe::later<std::optional<int>> best = s.find("Sam");
///   b.run();                                                  // one message, one answer
///   best.get();
///
/// They are done in order, and nothing else is done by the manager between them. Operations of one kind on
/// one object cost least when they stand one behind the other.
/// Threads: one at a time for a batch and what was made by its `on`.
#pragma once

#include "troupe/batch_run.hpp"
#include "troupe/managed_handle.hpp"

namespace troupe {

namespace managed {

/// The operations that wait to be run; what became of those that were.
struct batch_book;
struct outcomes;

/// One operation of a batch: the run, and which of it.
struct later_place {
  std::shared_ptr<outcomes> of;
  std::size_t run, number;
};
/// Moves from `message`.
[[nodiscard]] later_place put_off(batch_book& book, const actor_reference& object, const run_kind& kind, void* message);

/// What one gave: in the `values` of its run at that place.
struct later_value {
  const any_value& values;
  std::size_t at;
};
/// Fails: as `later::get`.
[[nodiscard]] later_value value_of(const later_place& which);

} // namespace managed

/// What an operation of a batch will give.
template <class R>
class later {
public:
  explicit later(managed::later_place where) : where_(std::move(where)) {}

  /// The operation's result; again and again the same.
  /// Fails: invalid_state before the batch has run; as the operation does; as `run` did when it came to no answer.
  R get() const {
    [[maybe_unused]] const managed::later_value value = managed::value_of(where_);
    if constexpr (!std::is_void_v<R>) {
      if (value.values.is<std::vector<any_value>>()) // what was given is of a type that the operation alone knows
        return value.values.as<std::vector<any_value>>().at(value.at).template as<R>();
      return value.values.as<std::vector<R>>().at(value.at);
    }
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
    static_assert(!std::is_lvalue_reference_v<M>);
    know_run<State, M>();
    return later<R>{put_off(*book_, object_, run_of<M>::kind(), &message)};
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
  /// Sends them all as one message and waits; afterwards, also when it failed, the batch is empty and can
  /// be filled again. An operation that fails does not keep the others from being done.
  /// Fails: as the first that failed; as every operation of the manager; invalid_argument when one of
  /// the objects is another manager's.
  void run();

private:
  friend class manager;
  explicit batch(actor_reference manager);

  std::shared_ptr<managed::batch_book> book_;
};

} // namespace troupe

/// What `pool.async` and its like give: the result of a call that is still being worked on.
///
///   troupe::future<int> f = pool.async(troupe::fn<power>, 2, 10);
///   f.get();
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

#include <troupe/pool_call.hpp>

namespace troupe {

namespace calls {

// A vector says that it can be copied, whatever it holds. A type met again within itself can if the rest of it can.
template <class T, class... Within>
consteval bool all_copied();
template <class Parts, class... Within>
struct parts_copied;
template <class... Parts, class... Within>
struct parts_copied<wire::types<Parts...>, Within...> {
  static constexpr bool value = (... && all_copied<Parts, Within...>());
};
template <class T, class... Within>
consteval bool all_copied() {
  if constexpr ((... || std::is_same_v<T, Within>) || !std::is_copy_constructible_v<T> || has_codec<T>)
    return std::is_copy_constructible_v<T>;
  else
    return parts_copied<typename wire::form<T>::parts, T, Within...>::value;
}

struct no_reaction {};
template <class OnError>
inline constexpr bool hears_errors = !std::is_same_v<OnError, no_reaction>;

/// Tells one of the two how a future ended. A failure that there is nobody to tell of stays unread.
template <class Future, class OnValue, class OnError>
void react(const Future& ended, OnValue& on_value, OnError& on_error) {
  if constexpr (hears_errors<OnError>) {
    try {
      static_cast<void>(ended.get()); // its result may be none that can be read here
    } catch (...) {
      return on_error(caught_error());
    }
  } else if (!ended.successful()) {
    return;
  }
  if constexpr (requires { on_value(); })
    on_value();
  else
    on_value(ended.get());
}

} // namespace calls

/// Copies are of the same call. It needs no pool to be read once it is ready. One that was moved from, or used up, is
/// of none: whatever it is asked fails with invalid_state. Threads: any number may use one, and wait for it.
template <class T>
class future {
public:
  using decoder = T (*)(const calls::pool_call& call);

  /// Waits for the result, with the mail of this process flowing. Called again it gives the same, which lasts as long
  /// as the future and its copies. Fails: throws what the task threw, as its own class where it is known here;
  /// worker_lost, task_timeout,
  ///        pool_terminated, cancelled, initializer_failed; no_resource when there was no memory to send the task or
  ///        its result; interrupted.
  [[nodiscard]] const T& get() const& {
    wait();
    return value();
  }
  /// The same, as a value, which is not copied when this future is the only one of its call. It is used up then, as one
  /// that was moved from. Fails: also invalid_state for what cannot be copied when there are others, or callbacks.
  [[nodiscard]] T get() && {
    wait();
    return taken();
  }
  /// The same, and `timeout` when it is not there in time: the task goes on.
  [[nodiscard]] const T& get_for(std::chrono::nanoseconds limit) const& {
    require_ready(limit);
    return value();
  }
  [[nodiscard]] T get_for(std::chrono::nanoseconds limit) && {
    require_ready(limit);
    return taken();
  }
  /// Waits until it is ready, and never throws what the task threw. Fails: interrupted.
  void wait() const { call().wait(); }
  /// Whether it is ready, waiting for `limit` at most.
  [[nodiscard]] bool wait_for(std::chrono::nanoseconds limit) const { return call().wait_for(limit); }
  /// Whether it has ended in one way or the other. Reads the mail that is there, and never waits.
  [[nodiscard]] bool ready() const { return wait_for(std::chrono::nanoseconds{0}); }
  /// Whether it ended in a value. Fails: invalid_state when it is not ready.
  [[nodiscard]] bool successful() const { return call().successful(); }
  /// Ends it as `cancelled`: what has not begun is not run, and a worker that is at it is replaced. Of the tasks which
  /// that one gave to its own pool, those that have begun run on, for nobody. Nothing when it is ready. Never waits.
  void cancel() const { call().cancel(); }
  /// Calls `on_value(const T&)`, or `on_error(const error&)`, once when it is ready, on a thread of the pool's in this
  /// process. There all of the pool may be used, and the error is being caught: `throw;` throws what the task threw.
  /// Without an `on_error` a failure is nobody's: it is logged unless somebody else reads it.
  /// What a callback throws is logged and changes nothing. The pool's destructor waits for it.
  template <class OnValue, class OnError = calls::no_reaction>
  void then(OnValue on_value, OnError on_error = {}) const {
    call().then([self = *this, on_value = std::move(on_value),
                 on_error = std::move(on_error)]() mutable { calls::react(self, on_value, on_error); },
                calls::hears_errors<OnError>);
  }

  future(std::shared_ptr<calls::pool_call> call, decoder decode)
    : state_(std::make_shared<state>(std::move(call), decode)) {}

private:
  struct state {
    state(std::shared_ptr<calls::pool_call> of, decoder by) : call(std::move(of)), decode(by) {}
    std::shared_ptr<calls::pool_call> call;
    decoder decode;
    std::mutex lock;
    std::optional<T> decoded; ///< guarded by the lock until it is there
  };
  void require_ready(std::chrono::nanoseconds limit) const {
    if (!wait_for(limit))
      calls::throw_not_ready(limit);
  }
  [[nodiscard]] calls::pool_call& call() const { return state_ ? *state_->call : calls::refuse_empty_future(); }
  // Nobody else has it, or ever will, when this is the last: to let go of one more afterwards is to see all that those
  // who had others have done.
  T taken() {
    const T& all = value();
    if (state_.use_count() != 1) {
      if constexpr (calls::all_copied<T>())
        return all;
      else
        calls::refuse_sharing();
    }
    const std::shared_ptr<state> own = std::move(state_);
    std::shared_ptr<state>{own}.reset();
    return std::move(*own->decoded);
  }
  const T& value() const {
    const std::scoped_lock hold{state_->lock};
    if (!state_->decoded)
      state_->decoded.emplace(state_->decode(*state_->call));
    return *state_->decoded;
  }
  std::shared_ptr<state> state_;
};

/// Of functions without result.
template <>
class future<void> {
public:
  /// Each as above.
  void get() const {
    call().wait();
    call().throw_failure();
  }
  void get_for(std::chrono::nanoseconds limit) const {
    if (!wait_for(limit))
      calls::throw_not_ready(limit);
    call().throw_failure();
  }
  void wait() const { call().wait(); }
  [[nodiscard]] bool wait_for(std::chrono::nanoseconds limit) const { return call().wait_for(limit); }
  [[nodiscard]] bool ready() const { return call().wait_for(std::chrono::nanoseconds{0}); }
  [[nodiscard]] bool successful() const { return call().successful(); }
  void cancel() const { call().cancel(); }
  /// `on_value()` has no argument.
  template <class OnValue, class OnError = calls::no_reaction>
  void then(OnValue on_value, OnError on_error = {}) const {
    call().then([self = *this, on_value = std::move(on_value),
                 on_error = std::move(on_error)]() mutable { calls::react(self, on_value, on_error); },
                calls::hears_errors<OnError>);
  }

  using decoder = void (*)(const calls::pool_call& call);
  future(std::shared_ptr<calls::pool_call> call, decoder) noexcept : call_(std::move(call)) {}

private:
  [[nodiscard]] calls::pool_call& call() const { return call_ ? *call_ : calls::refuse_empty_future(); }

  std::shared_ptr<calls::pool_call> call_;
};

} // namespace troupe

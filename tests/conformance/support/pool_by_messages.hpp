/// A pool whose every operation is a message to its address from an event-based actor.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <troupe/pool_messages.hpp>

#include "support/flavours.hpp"

namespace troupe::tests {

/// An answer that an event-based actor waits for on behalf of the test.
template <class T>
class pending {
public:
  template <class Question>
  pending(const caf::actor& whom, const Question& what) : self_(std::make_unique<troupe::self>()) {
    const caf::actor here = *self_;
    asker_ = (*self_)->home_system().spawn([=](troupe::event_based_actor* asker) {
      const auto failed = [=](const error_value& why) { asker->send(here, why); };
      if constexpr (std::is_void_v<T>)
        asker->request(whom, caf::infinite, what).then([=] { asker->send(here, true); }, failed);
      else
        asker->request(whom, caf::infinite, what).then([=](const T& answer) { asker->send(here, answer); }, failed);
    });
  }
  /// Once. Throws the error.
  T get() {
    const auto failed = [](const error_value& why) { throw_error(why); };
    if constexpr (std::is_void_v<T>) {
      (*self_)->receive([](bool) {}, failed);
    } else {
      std::optional<T> heard;
      (*self_)->receive([&](const T& answer) { heard = answer; }, failed);
      return std::move(*heard);
    }
  }
  /// The actor ends, and waits for nothing.
  void end() { (*self_)->send_exit(asker_, caf::exit_reason::user_shutdown); }

private:
  std::unique_ptr<troupe::self> self_;
  caf::actor asker_;
};

class pool_by_messages {
public:
  explicit pool_by_messages(const pool_options& options) : pool_(options) {}
  explicit pool_by_messages(int processes) : pool_(processes) {}
  pool_by_messages(const pool_by_messages&) = delete;
  pool_by_messages& operator=(const pool_by_messages&) = delete;

  template <auto F, class... Args>
  auto apply(fn_type<F> f, Args&&... args) {
    return async(f, std::forward<Args>(args)...).get();
  }
  template <auto F, class... Args>
  auto async(fn_type<F> f, Args&&... args) {
    return pending<calls::task_result<F>>{pool_.address(), run_task(f, std::forward<Args>(args)...)};
  }
  template <auto F, class Range>
  auto map(const call_options& options, fn_type<F> f, Range&& range) {
    return async_map(options, f, std::forward<Range>(range)).get();
  }
  template <auto F, class Range>
  auto map(fn_type<F> f, Range&& range) {
    return map(call_options{}, f, std::forward<Range>(range));
  }
  template <auto F, class Range>
  auto async_map(const call_options& options, fn_type<F> f, Range&& range) {
    return pending<all_of<F>>{pool_.address(), run_map(options, f, std::forward<Range>(range))};
  }
  template <auto F, class Range>
  auto starmap(fn_type<F> f, Range&& range) {
    return pending<all_of<F>>{pool_.address(), run_starmap(f, std::forward<Range>(range))}.get();
  }
  template <auto F, class Range>
  auto try_map(const call_options& options, fn_type<F> f, Range&& range) {
    using each = std::vector<troupe::outcome<calls::task_result<F>>>;
    return pending<each>{pool_.address(), run_try_map(options, f, std::forward<Range>(range))}.get();
  }
  void close() { tell_from_an_actor(pool_.address(), pool_close{}); }
  void terminate() { tell_from_an_actor(pool_.address(), pool_terminate{}); }
  void join() { tell_from_an_actor(pool_.address(), pool_join{}); }
  void resize(int processes) { tell_from_an_actor(pool_.address(), pool_resize{processes}); }
  [[nodiscard]] pool_progress progress() const {
    return ask_from_an_actor<pool_progress>(pool_.address(), get_pool_progress{});
  }

private:
  template <class R>
  struct all {
    using type = std::vector<R>;
  };
  template <class R>
    requires std::is_void_v<R>
  struct all<R> {
    using type = void;
  };
  template <auto F>
  using all_of = typename all<calls::task_result<F>>::type;

  pool pool_;
};

} // namespace troupe::tests

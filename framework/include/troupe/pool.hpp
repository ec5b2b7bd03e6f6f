/// A pool: worker processes that share the tasks they are given.
///
///   troupe::pool pool{{.processes = 4}};
///   std::vector<int> squares = pool.map(troupe::fn<square>, inputs);
///
/// After Python's multiprocessing.Pool. What differs: a worker that dies costs the task it was running and nothing
/// else; results are typed; leaving the scope ends the pool and says so to whoever still waits.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <troupe/future.hpp>
#include <troupe/outcome.hpp>
#include <troupe/pool_call.hpp>
#include <troupe/task_block.hpp>

namespace caf {
class actor;
}

namespace troupe {

namespace rooms::parallel {
class pool_desk;
}

/// Something that each worker of a pool does before its first task.
class pool_initializer {
public:
  pool_initializer() = default;
  template <auto F, class... Args>
  pool_initializer(fn_type<F>, Args&&... args) : function_(calls::pooled<F>::named()) {
    require_arguments<called_parameters<F>, Args...>();
    calls::one_task<F>{std::forward<Args>(args)...}.take(1, words_);
  }
  [[nodiscard]] const calls::task_function& function() const noexcept { return function_; }
  [[nodiscard]] const std::vector<wire::word>& words() const noexcept { return words_; }

private:
  calls::task_function function_;
  std::vector<wire::word> words_;
};

struct pool_options {
  std::optional<int> processes = {}; ///< workers; empty: `cpu_count()`
  pool_initializer initializer = {}; ///< {troupe::fn<init>, "hi"}
  std::optional<int> max_tasks_per_child =
    {}; ///< a worker that has run as many (of chunks, as many of those) is replaced
};

struct call_options {
  std::size_t chunk = 0; ///< tasks in one message; 0: all of them divided by four times the workers, rounded up
};

/// Threads: all may use one pool. Processes: the one that made it.
class pool {
public:
  /// The workers start beside the caller. They are daemons: they end with the process that made the pool.
  /// Waits: for the supervisor's answer.
  /// Fails: invalid_argument (0 or fewer processes or tasks), contract_error (no system), invalid_state (the system is
  ///        ending). Nothing is left running then.
  explicit pool(const pool_options& options = {});
  /// Terminates it, if it was not joined. Logs a warning when there was work left.
  /// Waits: as `terminate`.
  ~pool();
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;

  /// Runs one task, and waits for its result.
  /// Fails: as `future::get`; closed after `close`, pool_terminated after `terminate`.
  template <auto F, class... Args>
  auto apply(fn_type<F> f, Args&&... args) {
    return async(f, std::forward<Args>(args)...).get();
  }
  /// Runs one task: its result comes by itself.
  template <auto F, class... Args>
  auto async(fn_type<F>, Args&&... args) {
    require_arguments<called_parameters<F>, Args...>();
    using result = calls::task_result<F>;
    return future<result>{begin({}, fails_at_once, calls::pooled<F>::named(),
                                std::make_unique<calls::one_task<F>>(std::forward<Args>(args)...)),
                          &calls::one_result<result>};
  }

  /// The results of `f` for each element, in their order. The first failure is thrown, and what was not begun is not
  /// run then; nothing of a function without result.
  template <auto F, std::ranges::input_range Range>
  auto map(const call_options& options, fn_type<F> f, Range&& range) {
    return async_map(options, f, std::forward<Range>(range)).get();
  }
  template <auto F, std::ranges::input_range Range>
  auto map(fn_type<F> f, Range&& range) {
    return map(call_options{}, f, std::forward<Range>(range));
  }
  /// The same for tuples or pairs, each of them the arguments of one task.
  template <auto F, std::ranges::input_range Range>
  auto starmap(const call_options& options, fn_type<F> f, Range&& range) {
    return async_starmap(options, f, std::forward<Range>(range)).get();
  }
  template <auto F, std::ranges::input_range Range>
  auto starmap(fn_type<F> f, Range&& range) {
    return starmap(call_options{}, f, std::forward<Range>(range));
  }
  /// For each element its result or its error: all are run. Fails: as `apply`, not for what tasks throw.
  template <auto F, std::ranges::input_range Range>
  auto try_map(const call_options& options, fn_type<F>, Range&& range) {
    const auto call =
      begin(options, runs_all, calls::pooled<F>::named(), calls::tasks_of<F, false>(std::forward<Range>(range)));
    call->wait();
    return calls::each_result<calls::task_result<F>>(*call);
  }
  template <auto F, std::ranges::input_range Range>
  auto try_map(fn_type<F> f, Range&& range) {
    return try_map(call_options{}, f, std::forward<Range>(range));
  }

  /// All of the range is taken before it returns.
  template <auto F, std::ranges::input_range Range>
  auto async_map(const call_options& options, fn_type<F>, Range&& range) {
    return begin_all<F>(options, calls::tasks_of<F, false>(std::forward<Range>(range)));
  }
  template <auto F, std::ranges::input_range Range>
  auto async_map(fn_type<F> f, Range&& range) {
    return async_map(call_options{}, f, std::forward<Range>(range));
  }
  template <auto F, std::ranges::input_range Range>
  auto async_starmap(const call_options& options, fn_type<F>, Range&& range) {
    return begin_all<F>(options, calls::tasks_of<F, true>(std::forward<Range>(range)));
  }
  template <auto F, std::ranges::input_range Range>
  auto async_starmap(fn_type<F> f, Range&& range) {
    return async_starmap(call_options{}, f, std::forward<Range>(range));
  }

  /// No more calls; what was given is worked on, then the workers end. Nothing when it is closed or over.
  void close();
  /// Ends the workers now: SIGTERM, half a second later SIGKILL. Whatever has no result yet is pool_terminated, before
  /// this returns.
  void terminate();
  /// Waits until all workers have ended. Fails: invalid_state before `close` or `terminate`; interrupted.
  void join();

  /// The workers it is to have.
  [[nodiscard]] std::size_t size() const noexcept;
  /// The actor that does all this by message. Include <troupe/actor.hpp> to use it.
  [[nodiscard]] caf::actor address() const;
  /// pool(running, 4 workers)
  friend std::ostream& operator<<(std::ostream& out, const pool& which);

private:
  enum failing : bool { runs_all, fails_at_once };
  template <auto F>
  auto begin_all(const call_options& options, std::unique_ptr<calls::task_source> from) {
    using result = calls::task_result<F>;
    return future<decltype(calls::all_results<result>(std::declval<const calls::pool_call&>()))>{
      begin(options, fails_at_once, calls::pooled<F>::named(), std::move(from)), &calls::all_results<result>};
  }
  std::shared_ptr<calls::pool_call> begin(const call_options& options, failing how, const calls::task_function& what,
                                          std::unique_ptr<calls::task_source> from);

  std::shared_ptr<rooms::parallel::pool_desk> desk_;
};

} // namespace troupe

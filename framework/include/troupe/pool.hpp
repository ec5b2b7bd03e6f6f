/// A pool: worker processes that share the tasks they are given.
///
///   troupe::pool pool{{.processes = 4}};
///   std::vector<int> squares = pool.map(troupe::fn<square>, inputs);
///
/// After Python's multiprocessing.Pool. What differs: a worker that dies costs the task it was running and nothing
/// else (a few short ones that had just ended are run again, docs/paths/a_pool.md); results are typed; leaving the
/// scope ends the pool and says so to whoever still waits.
#pragma once

#include <iosfwd>
#include <memory>
#include <ranges>
#include <utility>

#include <troupe/future.hpp>
#include <troupe/nameless_calls.hpp>
#include <troupe/outcome.hpp>
#include <troupe/pool_call.hpp>
#include <troupe/pool_options.hpp>
#include <troupe/pool_progress.hpp>
#include <troupe/task_results.hpp>
#include <troupe/task_source.hpp>

namespace caf {
class actor;
}

namespace troupe {

namespace rooms::parallel {
class pool_desk;
}

/// Threads: all may use one pool. Processes: the one that made it; a task that runs in it uses `current_pool()`.
class pool : calls::nameless_calls {
public:
  using nameless_calls::apply, nameless_calls::async, nameless_calls::map, nameless_calls::starmap,
    nameless_calls::try_map, nameless_calls::async_map, nameless_calls::async_starmap, nameless_calls::imap,
    nameless_calls::imap_unordered;
  /// The workers start beside the caller. They are daemons: they end with the process that made the pool.
  /// Waits: for the supervisor's answer.
  /// Fails: invalid_argument (0 or fewer processes or tasks, more than 1,022 processes), contract_error (no system),
  ///        invalid_state (the system is ending). Nothing is left running then.
  explicit pool(const pool_options& options = {});
  explicit pool(int processes) : pool(pool_options{.processes = processes}) {}
  /// Terminates it, if it was not joined: also when it was closed. Logs a warning when there was work left.
  /// Waits: as `terminate`.
  ~pool();
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;

  /// Runs one task, and waits for its result.
  /// Fails: as `future::get`; closed after `close`, pool_terminated after `terminate`; no_resource when there is no
  /// memory to send the arguments.
  template <auto F, class... Args>
  auto apply(const call_options& options, fn_type<F> f, Args&&... args) {
    return async(options, f, std::forward<Args>(args)...).get();
  }
  template <auto F, class... Args>
  auto apply(fn_type<F> f, Args&&... args) {
    return async(call_options{}, f, std::forward<Args>(args)...).get();
  }
  /// Runs one task: its result comes by itself.
  template <auto F, class... Args>
  auto async(const call_options& options, fn_type<F>, Args&&... args) {
    require_arguments<called_parameters<F>, Args...>();
    calls::require_result<F>();
    using result = calls::task_result<F>;
    return future<result>{begin(options, fails_at_once, calls::pooled<F>::named(),
                                std::make_unique<calls::one_task<F>>(std::forward<Args>(args)...)),
                          &calls::one_result<result>};
  }
  template <auto F, class... Args>
  auto async(fn_type<F> f, Args&&... args) {
    return async(call_options{}, f, std::forward<Args>(args)...);
  }

  /// The results of `f` for each element, in their order. The first failure is thrown, and what was not begun is not
  /// run then; nothing of a function without result. Of large elements the range is taken while results come.
  template <auto F, std::ranges::input_range Range>
  auto map(const call_options& options, fn_type<F>, Range&& range) {
    return begin_all<F>(options, calls::tasks_of<F, false>(std::forward<Range>(range)), as_results_come).get();
  }
  template <auto F, std::ranges::input_range Range>
  auto map(fn_type<F> f, Range&& range) {
    return map(call_options{}, f, std::forward<Range>(range));
  }
  /// The same for tuples or pairs, each of them the arguments of one task.
  template <auto F, std::ranges::input_range Range>
  auto starmap(const call_options& options, fn_type<F>, Range&& range) {
    return begin_all<F>(options, calls::tasks_of<F, true>(std::forward<Range>(range)), as_results_come).get();
  }
  template <auto F, std::ranges::input_range Range>
  auto starmap(fn_type<F> f, Range&& range) {
    return starmap(call_options{}, f, std::forward<Range>(range));
  }
  /// For each element its result or its error: all are run. Fails: as `apply`, not for what tasks throw.
  template <auto F, std::ranges::input_range Range>
  auto try_map(const call_options& options, fn_type<F>, Range&& range) {
    const auto call = begin(options, runs_all, calls::pooled<F>::named(),
                            calls::tasks_of<F, false>(std::forward<Range>(range)), as_results_come);
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

  /// The results of `f` for each element, in their order, while the range is still being taken: an endless one is
  /// fine, for no more than `.window` tasks are under way. It is taken from on the thread that reads the results.
  /// The loop keeps its range: a temporary is moved into it, a container copied, for the loop may outlive that; a view
  /// (`std::views::all(xs)`, which copies nothing) is kept as it is, and what it views must live as long as the loop.
  template <auto F, std::ranges::input_range Range>
  auto imap(const call_options& options, fn_type<F>, Range&& range) {
    return task_results<calls::task_result<F>>{
      stream(options, in_order, calls::pooled<F>::named(), calls::own_tasks_of<F>(std::forward<Range>(range)))};
  }
  template <auto F, std::ranges::input_range Range>
  auto imap(fn_type<F> f, Range&& range) {
    return imap(call_options{}, f, std::forward<Range>(range));
  }
  /// The same, each result as soon as it is there. Those of tasks that take less than 50 µs come some at a time, at
  /// most 2 ms later, and those of a chunk that you have asked for when its next task has ended.
  template <auto F, std::ranges::input_range Range>
  auto imap_unordered(const call_options& options, fn_type<F>, Range&& range) {
    return task_results<calls::task_result<F>>{
      stream(options, as_they_come, calls::pooled<F>::named(), calls::own_tasks_of<F>(std::forward<Range>(range)))};
  }
  template <auto F, std::ranges::input_range Range>
  auto imap_unordered(fn_type<F> f, Range&& range) {
    return imap_unordered(call_options{}, f, std::forward<Range>(range));
  }

  /// No more calls; what was given is worked on, then the workers end. Nothing when it is closed or over.
  void close();
  /// Ends the workers now: SIGTERM, half a second later SIGKILL. Whatever has no result yet is pool_terminated, before
  /// this returns.
  void terminate();
  /// Waits until all workers have ended and all results are here. A loop (`imap`) that the calling thread has read half
  /// takes no more from its range then: read on, it gives the results of what it had taken, and throws `closed` if
  /// there was more. A loop that another thread reads is waited for; until another has asked for a result, the reader
  /// is who made it. Fails: invalid_state before `close` or `terminate`; interrupted.
  void join();
  /// From now on it has so many workers: those that are too many end with what they are at. Never waits.
  /// Fails: invalid_argument for 0 or fewer, and for more than 1,022; pool_terminated, or what broke it; closed after
  ///        `close` and `join`.
  void resize(int processes);
  /// How far it has come: tasks of all calls, and each worker. Waits for the pool's answer, which is never long.
  [[nodiscard]] pool_progress progress() const;

  /// The workers it is to have.
  [[nodiscard]] std::size_t size() const noexcept;
  /// The actor that does all this by message: troupe/pool_messages.hpp. Include <troupe/actor.hpp> first.
  [[nodiscard]] caf::actor address() const;
  /// pool(running, 4 workers)
  friend std::ostream& operator<<(std::ostream& out, const pool& which);

private:
  friend pool& current_pool();
  enum failing : bool { runs_all, fails_at_once };
  enum order : bool { as_they_come, in_order };
  enum taking : bool { at_once, as_results_come };
  explicit pool(std::shared_ptr<rooms::parallel::pool_desk> desk) noexcept : desk_(std::move(desk)) {}
  template <auto F>
  auto begin_all(const call_options& options, std::unique_ptr<calls::task_source> from, taking when = at_once) {
    using result = calls::task_result<F>;
    return future<decltype(calls::all_results<result>(std::declval<const calls::pool_call&>()))>{
      begin(options, fails_at_once, calls::pooled<F>::named(), std::move(from), when), &calls::all_results<result>};
  }
  std::shared_ptr<calls::pool_call> begin(const call_options& options, failing how, const calls::task_function& what,
                                          std::unique_ptr<calls::task_source> from, taking when = at_once);
  std::unique_ptr<calls::task_stream> stream(const call_options& options, order how, const calls::task_function& what,
                                             std::unique_ptr<calls::task_source> from);

  std::shared_ptr<rooms::parallel::pool_desk> desk_;
};

/// The pool that the calling task runs in. Tasks that it is given come before those that have not begun, and another
/// worker stands in for the one that waits, as long as there are no more stand-ins than workers; beyond that the
/// calling task runs its own tasks itself, in order, when it gives them. So a task never waits for a worker in vain.
/// Tasks that the calling task runs itself have no `.timeout` of their own, for nobody could end one of them alone.
/// `close`, `terminate`, `join` and `resize` are not for tasks: invalid_state.
/// Threads: the one that the task was begun on.
/// Fails: contract_error outside of a task.
[[nodiscard]] pool& current_pool();

} // namespace troupe

/// The operations of a pool as messages to its `address()`: what an actor of any process sends to have tasks run
/// without waiting for them.
///
///   self->request(workers.address(), caf::infinite, troupe::run_task(troupe::fn<power>, 2, 10))
///     .then([](int result) { ... });
///   self->request(workers.address(), caf::infinite, troupe::run_map({.retries = 2}, troupe::fn<square>, inputs))
///     .then([](const std::vector<int>& all) { ... }, [](const troupe::error_value& why) { ... });
///
/// Every message does what the call of its name does. Of a function without result: answered with nothing. An error
/// names the cause: its code is worker_lost, task_timeout, initializer_failed, cancelled, pool_terminated, closed,
/// unknown_name (the pool's workers do not have the function) or what the task threw, its text says the rest; of a
/// class that is not troupe's, class and text of what was thrown.
/// A request that times out, or whose requester ends, is cancelled: what has not begun is not run, and a worker that
/// is at it is replaced. `imap` is for who waits; an actor asks for the next task when an answer comes.
/// A task cannot ask the pool it runs in (invalid_state), for it may wait for its own worker: see `current_pool`.
/// Plain structs; the same as in schemas/pool.capnp. How far it has come: `get_pool_progress`
/// (troupe/pool_progress.hpp). Threads: values. A message of tasks is made to be sent, once: if it is not, what its
/// arguments refer to (queues, actors) is kept until its process ends.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <troupe/pool_options.hpp>
#include <troupe/task_answer.hpp>

namespace troupe {

/// A function that is the same in all processes of the program.
struct task_place {
  std::string module;           ///< path, empty for the program itself
  std::vector<std::byte> build; ///< GNU build-id of that module
  std::uint64_t offset = 0;     ///< from where the module is loaded
  std::string label;            ///< for people
};

/// Made by `run_task` and those below it, of which each says what the answer is. Fails: closed, as above;
/// invalid_argument for a piece without a task.
struct run_tasks {
  task_place function;
  std::vector<calls::task_piece> pieces;
  bool stops_at_failure = true;          ///< the first failure is the answer, else the answer has all of them
  std::chrono::nanoseconds timeout = {}; ///< 0: none
  std::uint32_t retries = 0;
  std::optional<task_place> gathering; ///< what makes the answer of results that came in several pieces
  std::uint64_t answer = 0;            ///< id of the answer's type; 0: nothing
  std::uint32_t layout = 0;            ///< of that type
  std::uint64_t tag = 0;               ///< for `cancel_tasks`, as the sender likes
};

/// Those of the sender's requests with that tag are answered with `cancelled`, as `future::cancel` does. Answered with
/// a bool: whether there was one.
struct cancel_tasks {
  std::uint64_t tag = 0;
};

/// No more calls; what was given is worked on, then the workers end. Answered at once.
struct pool_close {};
/// Ends the workers now; what has no result yet is pool_terminated. Answered when that is so, before they have ended.
struct pool_terminate {};
/// Answered when all workers have ended. Fails: invalid_state before `pool_close` or `pool_terminate`.
struct pool_join {};
/// From now on it has so many workers. Fails: invalid_argument for 0 or fewer, and for more than 1,022.
struct pool_resize {
  std::int32_t processes = 1;
};

namespace calls {
/// Takes all of `from`. Fails: as the range, codecs and `call_options` do.
[[nodiscard]] run_tasks written_request(const call_options& options, const asked_answer& how, task_source& from);
} // namespace calls

/// One task. Answered with its result.
template <auto F, class... Args>
[[nodiscard]] run_tasks run_task(const call_options& options, fn_type<F>, Args&&... args) {
  require_arguments<called_parameters<F>, Args...>();
  calls::require_result<F>();
  calls::one_task<F> task{std::forward<Args>(args)...};
  return calls::written_request(options, calls::answer_of_one<F>(), task);
}
template <auto F, class... Args>
[[nodiscard]] run_tasks run_task(fn_type<F> f, Args&&... args) {
  return run_task(call_options{}, f, std::forward<Args>(args)...);
}

/// A task for each element. Answered with a vector of the results, in their order, or with the first failure.
/// The range is taken at once; `chunk` 0: in 64 parts at most.
template <auto F, std::ranges::input_range Range>
[[nodiscard]] run_tasks run_map(const call_options& options, fn_type<F>, Range&& range) {
  return calls::written_request(options, calls::answer_of_all<F>(),
                                *calls::tasks_of<F, false>(std::forward<Range>(range)));
}
template <auto F, std::ranges::input_range Range>
[[nodiscard]] run_tasks run_map(fn_type<F> f, Range&& range) {
  return run_map(call_options{}, f, std::forward<Range>(range));
}
/// The same for tuples or pairs, each of them the arguments of one task.
template <auto F, std::ranges::input_range Range>
[[nodiscard]] run_tasks run_starmap(const call_options& options, fn_type<F>, Range&& range) {
  return calls::written_request(options, calls::answer_of_all<F>(),
                                *calls::tasks_of<F, true>(std::forward<Range>(range)));
}
template <auto F, std::ranges::input_range Range>
[[nodiscard]] run_tasks run_starmap(fn_type<F> f, Range&& range) {
  return run_starmap(call_options{}, f, std::forward<Range>(range));
}
/// For each element its result or its error: all are run. Answered with a vector of `outcome`.
template <auto F, std::ranges::input_range Range>
[[nodiscard]] run_tasks run_try_map(const call_options& options, fn_type<F>, Range&& range) {
  return calls::written_request(options, calls::answer_of_each<F>(),
                                *calls::tasks_of<F, false>(std::forward<Range>(range)));
}
template <auto F, std::ranges::input_range Range>
[[nodiscard]] run_tasks run_try_map(fn_type<F> f, Range&& range) {
  return run_try_map(call_options{}, f, std::forward<Range>(range));
}

/// Here to say what is missing, as those below.
template <nameless F, class... More>
run_tasks run_task(F&&, More&&...) {
  require_name<F>();
  return {};
}
template <nameless F, class... More>
run_tasks run_task(const call_options&, F&&, More&&...) {
  require_name<F>();
  return {};
}
template <nameless F, class... More>
run_tasks run_map(F&&, More&&...) {
  require_name<F>();
  return {};
}
template <nameless F, class... More>
run_tasks run_map(const call_options&, F&&, More&&...) {
  require_name<F>();
  return {};
}
template <nameless F, class... More>
run_tasks run_starmap(F&&, More&&...) {
  require_name<F>();
  return {};
}
template <nameless F, class... More>
run_tasks run_starmap(const call_options&, F&&, More&&...) {
  require_name<F>();
  return {};
}
template <nameless F, class... More>
run_tasks run_try_map(F&&, More&&...) {
  require_name<F>();
  return {};
}
template <nameless F, class... More>
run_tasks run_try_map(const call_options&, F&&, More&&...) {
  require_name<F>();
  return {};
}

} // namespace troupe

/// One call of a pool in the process that made it: what has come back of it. For pools, futures and loops alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <troupe/exception.hpp>
#include <troupe/outcome.hpp>
#include <troupe/value_words.hpp>

namespace troupe::calls {

/// Results of tasks that stand beside each other, or the failure of one.
struct arrived_results {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::span<const wire::word> words; ///< of a vector; none of a function without result
  const exception_value* failure = nullptr;
};

/// Threads: any.
class pool_call {
public:
  virtual ~pool_call() = default;
  /// Waits until there is a result or an error for each task, or for all. Fails: interrupted.
  virtual void wait() = 0;
  [[nodiscard]] virtual bool wait_for(std::chrono::nanoseconds limit) = 0;
  /// Fails: invalid_state when it is not over.
  [[nodiscard]] virtual bool successful() const = 0;
  /// The first failure, if there is one, when it is over.
  virtual void throw_failure() const = 0;
  /// What has come, in the order of the tasks, when it is over. Fails: with what ended all of the call.
  [[nodiscard]] virtual std::vector<arrived_results> results() const = 0;
  /// The words of that one of them are values by now: their memory is for the next ones. Never waits. Threads: who
  /// reads the results, alone; it cannot read this one again.
  virtual void has_read(std::size_t block) const noexcept = 0;
  /// Ends it as cancelled. Nothing when it is over.
  virtual void cancel() = 0;
  /// Calls that once, on the pool's thread for callbacks, when it is over. What it throws is logged.
  /// `hears_errors`: it looks at a failure, which nobody has missed then.
  virtual void then(std::function<void()> what, bool hears_errors) = 0;
};

/// A call whose results are read as they come. Threads: one at a time.
class task_stream {
public:
  virtual ~task_stream() = default; ///< what is not begun is not run
  /// The next ones, valid until asked again; null at the end. Waits for them.
  /// Fails: timeout, and it may be asked again; what a task threw or ended the call, and it is at its end.
  [[nodiscard]] virtual const arrived_results* next(std::chrono::nanoseconds limit) = 0;
};

/// A limit that never ends.
inline constexpr std::chrono::nanoseconds for_ever = std::chrono::nanoseconds::max();

/// What is being caught, for who reacts to it: itself if it is a `troupe::error`, else a `remote_error` with its text.
[[nodiscard]] error caught_error();

[[noreturn]] void throw_not_ready(std::chrono::nanoseconds limit);
/// What futures and loops throw that were moved from.
[[noreturn]] pool_call& refuse_empty_future();
[[noreturn]] task_stream& refuse_empty_loop();
/// What a future throws whose result cannot be copied and is not its alone.
[[noreturn]] void refuse_sharing();
[[nodiscard]] exception_value not_decoded(const type_entry& type);

/// The vector that stands for a block of results. Fails: decode_error.
template <class R>
std::vector<R> decoded_results(const arrived_results& from) {
  auto all = wire::from_words<std::vector<R>>(from.words);
  if (!all || all->size() != from.count)
    rethrow(not_decoded(type_entry_of<std::vector<R>>()));
  return std::move(*all);
}

template <class R>
void append_results(std::vector<R>& all, const arrived_results& block) {
  std::vector<R> some = decoded_results<R>(block);
  if (all.empty())
    all = std::move(some);
  else
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
}

/// What `map` gives: a vector, or nothing.
template <class R>
auto all_results(const pool_call& call) {
  call.throw_failure();
  if constexpr (!std::is_void_v<R>) {
    std::vector<R> all;
    const std::vector<arrived_results> blocks = call.results();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      append_results(all, blocks[i]);
      call.has_read(i);
    }
    return all;
  }
}

/// What `apply` gives.
template <class R>
R one_result(const pool_call& call) {
  call.throw_failure();
  if constexpr (!std::is_void_v<R>)
    return std::move(decoded_results<R>(call.results().front()).front());
}

template <class R>
void append_outcomes(std::vector<outcome<R>>& all, const arrived_results& block) {
  if (block.failure != nullptr) {
    all.resize(all.size() + block.count, outcome<R>{*block.failure});
  } else if constexpr (std::is_void_v<R>) {
    all.resize(all.size() + block.count);
  } else {
    try {
      for (auto&& one : decoded_results<R>(block))
        all.emplace_back(std::move(one));
    } catch (const error&) {
      all.resize(all.size() + block.count, outcome<R>{capture_exception(std::current_exception())});
    }
  }
}

/// What `try_map` gives.
template <class R>
std::vector<outcome<R>> each_result(const pool_call& call) {
  std::vector<outcome<R>> all;
  for (const arrived_results& block : call.results())
    append_outcomes(all, block);
  return all;
}

} // namespace troupe::calls

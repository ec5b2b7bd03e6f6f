/// What a pool, and a call of it, may be told beside its tasks.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <troupe/task_source.hpp>

namespace troupe {

/// Something that each worker of a pool does before its first task.
class pool_initializer {
public:
  pool_initializer() = default;
  template <auto F, class... Args>
  pool_initializer(fn_type<F>, Args&&... args) : function_(calls::pooled<F>::named()) {
    require_arguments<called_parameters<F>, Args...>();
    const auto task = std::make_shared<std::vector<typename calls::pooled<F>::sent>>();
    task->emplace_back(std::forward<Args>(args)...);
    type_ = &type_entry_of<std::vector<typename calls::pooled<F>::sent>>();
    task_ = task;
  }

  // for pools alone
  [[nodiscard]] const calls::task_function& function() const noexcept { return function_; }
  /// As one task. What the arguments refer to is kept with it. Fails: as codecs do, no_resource.
  [[nodiscard]] calls::task_piece written() const {
    calls::task_piece out{0, 1, {}, {}, {}};
    calls::write_tasks(*type_, task_.get(), out);
    return out;
  }

private:
  calls::task_function function_;
  const type_entry* type_ = nullptr;
  std::shared_ptr<void> task_;
};

struct pool_options {
  std::optional<int> processes = {}; ///< workers; empty: `cpu_count()`
  pool_initializer initializer = {}; ///< {troupe::fn<init>, "hi"}
  /// A worker that has run as many (of chunks, as many of those) is replaced.
  std::optional<int> max_tasks_per_child = {};
  /// A worker that keeps more bytes in memory than that when it has told a result is replaced.
  std::optional<std::uint64_t> max_memory_per_worker = {};
};

struct call_options {
  /// Tasks in one message. 0: all of them divided by four times the workers, rounded up; in `imap` and
  /// `imap_unordered` 1.
  std::size_t chunk = 0;
  /// A task that takes longer is `task_timeout`: its worker is ended (SIGTERM, half a second later SIGKILL) and
  /// replaced. It is not for tasks that a waiting task runs itself: see `current_pool`.
  std::optional<std::chrono::nanoseconds> timeout = {};
  int retries = 0; ///< so often is a task run again whose worker died of it, before it is `worker_lost`
  /// Of `imap` and `imap_unordered`: tasks that were taken from the range and whose results are not read yet, at most.
  /// 0: 16 chunks for each worker, and 256 at least.
  std::size_t window = 0;
  bool progress = false; ///< a bar on standard error, if that is a terminal, while somebody waits for the call
};

} // namespace troupe

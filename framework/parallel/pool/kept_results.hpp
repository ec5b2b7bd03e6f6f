/// Results of a worker that wait to be sent with others. They go when the worker says so and, while it is at a task
/// that takes long, after a millisecond or two, or when the pool takes back what is behind that task.
///
/// What if the worker dies right here? What is kept dies with it, and the pool gives those tasks to others.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "mailbox/region.hpp"
#include "parallel/pool/protocol.hpp"

namespace troupe::rooms::parallel {

/// One per process. Threads: the one that runs the tasks, beside its own.
class kept_results {
public:
  kept_results(mailbox::region& in, mailbox::slot_id own, caf::actor pool, std::uint32_t worker);
  /// What is kept is not sent.
  ~kept_results();
  kept_results(const kept_results&) = delete;
  kept_results& operator=(const kept_results&) = delete;

  void add(done_block&& one);
  /// Whether the tasks of that piece that have been named and have not begun are taken back: they must not run.
  [[nodiscard]] bool is_recalled(std::uint32_t ticket);
  /// The tasks have taken so long. `max_memory` is what the process may keep; 0: any. Fails: no_resource, and then the
  /// process had better end.
  void send(std::chrono::nanoseconds took, std::uint64_t max_memory);
  /// What is kept, if anything is, will wait while a task runs: a thread looks after it. Fails: no_resource.
  void watch();
  /// It looks no more. Any thread, again is harmless.
  void stop_watching() noexcept;

private:
  void start_watching();
  void look();
  void look_at_kept(bool is_recalled, std::uint64_t& sent);
  void send_kept(std::chrono::nanoseconds took, bool is_too_large);

  const std::atomic<std::uint32_t>& recalled_;
  const caf::actor pool_;
  std::mutex lock_; ///< of `out_`, and of the order in which it is sent
  pool_done out_;
  std::uint64_t sent_ = 0; ///< messages; guarded by the lock
  std::atomic<bool> ends_{false};
  std::atomic<std::uint32_t> is_watched_{0}; ///< 0: nothing is kept, and the thread rests
  std::thread watcher_;
};

} // namespace troupe::rooms::parallel

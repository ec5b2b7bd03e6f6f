/// What a process that works for a pool is to the tasks that use that pool themselves.
#pragma once

#include "troupe/actor.hpp"

namespace troupe::rooms::parallel {

/// Threads: the one that runs the tasks.
class pool_member {
public:
  virtual ~pool_member() = default;
  [[nodiscard]] virtual const caf::actor& pool() const noexcept = 0;
  [[nodiscard]] virtual std::size_t pool_size() const noexcept = 0;
  /// Before the task that runs waits for tasks of the same pool: what is done is told, and another worker stands in for
  /// this one. False: there are stand-ins enough; the task is to run its own tasks itself, in order.
  [[nodiscard]] virtual bool borrow() = 0;
  /// It waits no longer. Any thread.
  virtual void give_back() = 0;
};

/// Null in a process that is no worker of a pool.
[[nodiscard]] pool_member* current_member() noexcept;

} // namespace troupe::rooms::parallel

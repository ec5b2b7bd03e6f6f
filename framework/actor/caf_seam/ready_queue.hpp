/// Actors that have mail, in the order in which they got it.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <vector>

#include "troupe/actor.hpp"
#include "mailbox/spin_lock.hpp"

#include <caf/resumable.hpp>

namespace troupe::rooms::actor {

/// The queue holds a reference to each of them. Adding: any thread; the rest: the pump.
class ready_queue {
public:
  void add_own(caf::resumable* what) { own_.push_back(what); }
  void add_foreign(caf::resumable* what);

  /// Those added by other threads join the queue.
  void collect();
  [[nodiscard]] bool has_foreign() const noexcept { return foreign_waiting_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t size() const noexcept { return own_.size(); }
  [[nodiscard]] caf::resumable* take();

private:
  std::deque<caf::resumable*> own_;
  mailbox::spin_lock lock_;
  std::vector<caf::resumable*> foreign_;
  std::atomic<bool> foreign_waiting_{false};
};

} // namespace troupe::rooms::actor

#include "actor/caf_seam/ready_queue.hpp"

namespace troupe::rooms::actor {

void ready_queue::add_foreign(caf::resumable* what) {
  const std::scoped_lock hold{lock_};
  foreign_.push_back(what);
  foreign_waiting_.store(true, std::memory_order_relaxed);
}

void ready_queue::collect() {
  if (!has_foreign())
    return;
  const std::scoped_lock hold{lock_};
  own_.insert(own_.end(), foreign_.begin(), foreign_.end());
  foreign_.clear();
  foreign_waiting_.store(false, std::memory_order_relaxed);
}

caf::resumable* ready_queue::take() {
  caf::resumable* const first = own_.front();
  own_.pop_front();
  return first;
}

} // namespace troupe::rooms::actor

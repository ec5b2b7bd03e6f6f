#include "actor/caf_seam/requests.hpp"

#include <algorithm>

namespace troupe::rooms::actor {

requests::waiting& requests::enter(caf::actor_control_block* requester, caf::message_id id) {
  waiting& one = all_[key_of(requester->id(), id)];
  if (!one.requester) {
    one.requester = caf::weak_actor_ptr{requester};
    one.answer = id.is_response() ? id : id.response_id();
  }
  return one;
}

void requests::sent(caf::actor_control_block* requester, caf::message_id id, const message::party& to) {
  const std::scoped_lock hold{lock_};
  enter(requester, id).holder = to;
}

bool requests::moved(const request_key& which, const message::party& to) {
  const std::scoped_lock hold{lock_};
  waiting* const one = all_.find(which);
  if (one != nullptr)
    one->holder = to;
  return one != nullptr;
}

void requests::settled_here(const request_key& which) {
  const std::scoped_lock hold{lock_};
  waiting* const one = all_.find(which);
  if (one == nullptr)
    return;
  one->holder = {};
  if (one->deadline == os::never)
    all_.erase(which);
}

bool requests::answered(const request_key& which) {
  waiting gone; // released outside the lock
  const std::scoped_lock hold{lock_};
  if (!all_.take(which, gone))
    return false;
  if (gone.deadline != os::never)
    --timed_;
  drop_stale();
  return true;
}

bool requests::answered_for(const request_key& which, mailbox::slot_id holder) {
  {
    const std::scoped_lock hold{lock_};
    const waiting* const one = all_.find(which);
    if (one == nullptr || one->holder.slot != holder)
      return false;
  }
  return answered(which);
}

void requests::answered_here(const request_key& which) {
  if (next_deadline() != os::never)
    answered(which);
}

void requests::set_deadline(caf::actor_control_block* requester, caf::message_id answer, os::time_point when) {
  const std::scoped_lock hold{lock_};
  waiting& one = enter(requester, answer);
  if (one.deadline == os::never)
    ++timed_;
  one.deadline = when;
  heap_.push_back({when, key_of(requester->id(), answer)});
  std::push_heap(heap_.begin(), heap_.end());
  publish_next();
}

std::vector<failed_request> requests::take_due(os::time_point now) {
  std::vector<failed_request> out;
  const std::scoped_lock hold{lock_};
  while (!heap_.empty() && heap_.front().when <= now) {
    const due first = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
    const waiting* const one = all_.find(first.which);
    if (one == nullptr || one->deadline != first.when)
      continue;
    waiting gone;
    all_.take(first.which, gone);
    --timed_;
    out.push_back({std::move(gone.requester), gone.answer, gone.holder, first.which.actor});
  }
  publish_next();
  return out;
}

std::vector<failed_request> requests::take_lost(mailbox::address peer) {
  const std::scoped_lock hold{lock_};
  std::vector<request_key> lost;
  all_.each([&](const request_key& key, const waiting& one) {
    if (one.holder.slot == peer.slot && one.holder.incarnation == peer.incarnation)
      lost.push_back(key);
  });
  std::vector<failed_request> out;
  for (const request_key& key : lost) {
    waiting gone;
    all_.take(key, gone);
    if (gone.deadline != os::never)
      --timed_;
    out.push_back({std::move(gone.requester), gone.answer, gone.holder, key.actor});
  }
  return out;
}

// Empty, too, when there are not many.
std::vector<failed_request> requests::local_if_many() {
  std::vector<failed_request> out;
  const std::scoped_lock hold{lock_};
  if (timed_ < many_)
    return out;
  all_.each([&](const request_key& key, const waiting& one) {
    if (one.deadline != os::never && one.holder.slot == mailbox::no_slot)
      out.push_back({one.requester, one.answer, one.holder, key.actor});
  });
  many_ = 2 * timed_; // when all are of requests to elsewhere
  return out;
}

// The next look is when those that are left have doubled, so each costs a few looks in all.
void requests::forget_local(bool (*is_over)(const failed_request&)) {
  const std::vector<failed_request> looked_at = local_if_many();
  if (looked_at.empty())
    return;
  for (const failed_request& one : looked_at)
    if (is_over(one))
      answered(key_of(one.requester.get()->id(), one.answer));
  const std::scoped_lock hold{lock_};
  many_ = 2 * timed_ + least_many;
}

std::size_t requests::size() const {
  const std::scoped_lock hold{lock_};
  return all_.size();
}

// A million answered requests with long deadlines must not be a million entries.
void requests::drop_stale() {
  if (heap_.size() < 64 || heap_.size() < timed_ * 4)
    return;
  std::erase_if(heap_, [this](const due& one) {
    const waiting* const known = all_.find(one.which);
    return known == nullptr || known->deadline != one.when;
  });
  std::make_heap(heap_.begin(), heap_.end());
  publish_next();
}

void requests::publish_next() noexcept {
  next_.store(heap_.empty() ? os::never : heap_.front().when, std::memory_order_relaxed);
}

} // namespace troupe::rooms::actor

// Tasks that take too long or are not wanted any more, and what is to be seen of a pool from outside.
#include <algorithm>

#include "parallel/pool/pool_failure.hpp"
#include "parallel/pool/pool_room.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr os::duration shortest_look = std::chrono::milliseconds(1);
constexpr os::duration time_to_begin = std::chrono::seconds(1); // more than the task may take; then the worker is stuck

os::duration age_of(const running_task& which) {
  return os::clock::now().time_since_epoch() - std::chrono::nanoseconds(which.since);
}

const hand* running_hand(const worker_record& who, const running_task& now) {
  const auto found = std::ranges::find(who.in_hand, now.which.ticket, &hand::ticket);
  return now.since != 0 && found != who.in_hand.end() ? &*found : nullptr;
}

} // namespace

void pool_room::look_in(os::duration time) {
  const os::time_point when = os::clock::now() + std::max(time, shortest_look);
  if (when + shortest_look > next_look_)
    return;
  next_look_ = when;
  self_->delayed_send(self_, when - os::clock::now(), tasks_due{});
}

void pool_room::look_for_late() {
  if (os::clock::now() + shortest_look < next_look_)
    return; // another look was wanted earlier, and a later one is on its way
  next_look_ = os::never;
  os::duration next = os::duration::max();
  for (std::size_t i = 0; i < crew_.size(); ++i) // there may be more meanwhile
    next = std::min(next, look_at(crew_.members()[i]));
  deal();
  if (next != os::duration::max())
    look_in(next);
}

// When to look again; never, if it has no task with a limit.
os::duration pool_room::look_at(worker_record& who) {
  os::duration next = os::duration::max();
  if (who.condemned || who.ended)
    return next;
  for (const hand& one : who.in_hand)
    if (one.what.of->terms.timeout != 0)
      next = std::min<os::duration>(next, std::chrono::nanoseconds(one.what.of->terms.timeout));
  if (next == os::duration::max())
    return next;
  const running_task now = crew_.now(who);
  const hand* const at = running_hand(who, now);
  if (at == nullptr)
    return look_at_idle(who, next + time_to_begin);
  if (at->what.of->terms.timeout == 0)
    return next;
  const std::chrono::nanoseconds limit{at->what.of->terms.timeout};
  const os::duration left = limit - age_of(now);
  if (left > os::duration::zero())
    return std::min(next, left);
  crew_.condemn(
    who, {now.which, failure(errc::task_timeout, title(at->what, at->what.from + now.which.begun - 1) +
                                                   " took longer than " + std::to_string(limit.count() / 1'000'000) +
                                                   " ms and was ended with " + who.name)});
  return os::duration::max();
}

// One that does not begin with what it was given, because somebody has stopped it: others get that.
os::duration pool_room::look_at_idle(worker_record& who, os::duration limit) {
  const os::duration left = limit - (os::clock::now() - who.in_hand.front().dealt);
  if (left > os::duration::zero())
    return left;
  crew_.condemn(who, {});
  return os::duration::max();
}

void pool_room::end_if_running(const call_record& call) {
  for (std::size_t i = 0; i < crew_.size(); ++i) { // there may be more meanwhile
    worker_record& one = crew_.members()[i];
    const running_task now = crew_.now(one);
    if (const hand* const at = running_hand(one, now); at != nullptr && at->what.of.get() == &call && !one.condemned)
      crew_.condemn(one, {now.which, {}});
  }
}

pool_progress pool_room::progress() {
  pool_progress all;
  all.done = clients_.done();
  all.failed = clients_.failed();
  for (const piece& one : queue_)
    all.waiting += one.to - one.from;
  for (const worker_record& one : crew_.members()) {
    worker_progress& shown = all.workers.emplace_back(worker_progress{one.name, one.pid, one.done, {}, {}});
    for (const hand& has : one.in_hand)
      all.running += has.what.to - std::max(has.reported, has.what.from);
    const running_task now = crew_.now(one);
    if (const hand* const at = running_hand(one, now)) {
      shown.task = functions_[at->what.function].label;
      shown.busy = age_of(now);
    }
  }
  return all;
}

} // namespace troupe::rooms::parallel

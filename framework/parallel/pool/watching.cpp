// Tasks that take too long or are not wanted any more, and what is to be seen of a pool from outside.
#include <algorithm>

#include "parallel/pool/pool_failure.hpp"
#include "parallel/pool/pool_room.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr os::duration shortest_look = std::chrono::milliseconds(1);
constexpr os::duration until_it_begins = std::chrono::milliseconds(5); // what is not wanted and is in somebody's hand
constexpr os::duration time_of_a_short_task = std::chrono::milliseconds(1); // then what waits behind it goes to others
constexpr os::duration time_to_begin = std::chrono::seconds(1); // more than the task may take; then the worker is stuck

os::duration age_of(const running_task& which) {
  return os::clock::now().time_since_epoch() - std::chrono::nanoseconds(which.since);
}

std::string text_of(std::chrono::nanoseconds time) {
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(time);
  return whole.count() != 0 ? std::to_string(whole.count()) + " ms" : std::to_string(time.count()) + " ns";
}

/// How long one of its tasks may run; for ever, if it has no limit.
os::duration patience_with(const hand& which) {
  if (which.what.of->is_to_end)
    return until_it_begins;
  const std::chrono::nanoseconds limit{which.what.of->terms.timeout};
  return limit != limit.zero() ? limit : os::duration::max();
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
  look_at_all();
  for (worker_record& one : crew_.members())
    if (has_idle_beside(one) && time_until_help(one) == os::duration::zero())
      put_in_front(crew_.recall(one));
  deal();
}

void pool_room::look_at_all() {
  os::duration next = os::duration::max();
  for (std::size_t i = 0; i < crew_.size(); ++i) // there may be more meanwhile
    next = std::min(next, look_at(crew_.members()[i]));
  if (next != os::duration::max())
    look_in(next);
}

/// Whether somebody waits for work while that one has tasks that it cannot be at yet.
bool pool_room::has_idle_beside(const worker_record& who) {
  if (who.in_hand.empty() || !queue_.empty() || who.condemned || who.ended || who.is_recalled)
    return false;
  const hand& first = who.in_hand.front();
  return (who.in_hand.size() > 1 || first.what.to - first.reported > 1) &&
         crew_.free_for(*first.what.of, 1, crew_.size()) != nullptr;
}

// Short tasks are dealt some at a time; one that takes long holds up nobody.
void pool_room::look_whom_to_help() {
  os::duration next = os::duration::max();
  for (worker_record& one : crew_.members())
    if (has_idle_beside(one))
      next = std::min(next, time_until_help(one));
  if (next != os::duration::max())
    look_in(next);
}

/// Zero when it has been at its task for so long that it is not worth more to send the rest to somebody else.
os::duration pool_room::time_until_help(const worker_record& who) const {
  os::duration patience = time_of_a_short_task;
  for (const hand& one : who.in_hand)
    patience += std::chrono::nanoseconds(8 * one.what.tasks->words().size()); // at a GB/s
  const running_task now = crew_.now(who);
  const os::duration age = running_hand(who, now) != nullptr ? age_of(now) : os::duration::zero();
  return std::max(patience - age, os::duration::zero());
}

// When to look again; never, if it has no task with a limit.
os::duration pool_room::look_at(worker_record& who) {
  os::duration next = os::duration::max();
  if (who.condemned || who.ended)
    return next;
  for (const hand& one : who.in_hand)
    next = std::min(next, patience_with(one));
  if (next == os::duration::max())
    return next;
  const running_task now = crew_.now(who);
  const hand* const at = running_hand(who, now);
  if (at == nullptr)
    return std::min(next, look_at_idle(who, next + time_to_begin));
  const os::duration left = at->what.of->is_to_end ? os::duration::zero() : patience_with(*at) - age_of(now);
  if (left > os::duration::zero())
    return std::min(next, left);
  crew_.condemn(who, {now.which, reason_to_end(at->what, at->what.from + now.which.begun - 1, who.name)});
  return os::duration::max();
}

exception_value pool_room::reason_to_end(const piece& what, std::uint32_t task, const std::string& worker) const {
  return failure(errc::task_timeout, title(what, task) + " took longer than " +
                                       text_of(std::chrono::nanoseconds(what.of->terms.timeout)) +
                                       " and was ended with " + worker);
}

// One that does not begin with what it was given, because somebody has stopped it: others get that.
os::duration pool_room::look_at_idle(worker_record& who, os::duration limit) {
  const os::duration left = limit - (os::clock::now() - who.in_hand.front().dealt);
  if (left > os::duration::zero())
    return left;
  crew_.condemn(who, {});
  return os::duration::max();
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

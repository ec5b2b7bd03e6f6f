#include "objects/condition.hpp"

#include "objects/guard.hpp"
#include "objects/interruption.hpp"
#include "objects/kinds.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

// The state word is the mutex's name; the body begins with the list.
wait_list_words& list_in(object_entry& of) noexcept { return *reinterpret_cast<wait_list_words*>(of.body); }

/// The list, with nobody else at it.
class locked_list {
public:
  locked_list(const table& in, object_entry& of) noexcept : guard_(in, of.guard), list_(in, of, list_in(of)) {
    if (guard_.must_repair())
      list_.make_anew();
  }
  [[nodiscard]] wait_list* operator->() noexcept { return &list_; }

private:
  guard guard_;
  wait_list list_;
};

// Who was notified and died before he went on leaves it to the next.
void waiter_lost(table& in, object_entry& of, stake& wait) {
  bool was_notified = false;
  {
    locked_list list{in, of};
    was_notified = wait_state_of(wait) == passed;
    if (!was_notified)
      list->end(wait, broken);
  }
  if (was_notified)
    notify(in, of, 1);
}

const bool known = set_rules(object_kind::condition, {.name = "condition", .stake_lost = &waiter_lost});

} // namespace

reference make_condition(table& in, const reference& mutex) {
  static_cast<void>(known);
  return in.make(object_kind::condition, [&](object_entry& of) {
    of.state.store(mutex.id(), std::memory_order_relaxed);
    list_in(of).next_ticket.store(1, std::memory_order_relaxed);
  });
}

object_id mutex_of_condition(const object_entry& of) noexcept { return of.state.load(std::memory_order_relaxed); }

stake& begin_wait(table& in, object_entry& of) {
  stake& mine = in.stakes().take(stake_kind::wait, in.id_of(of), entering);
  locked_list { in, of } -> push(mine);
  os::pass_fault_point("objects.condition.entered");
  return mine;
}

bool is_notified(const stake& wait) noexcept { return wait_state_of(wait) == passed; }

bool end_wait(const table& in, object_entry& of, stake& wait) noexcept {
  bool notified = is_notified(wait);
  if (!notified) {
    locked_list list{in, of};
    notified = is_notified(wait);
    if (!notified)
      list->end(wait, broken);
  }
  os::pass_fault_point("objects.condition.left");
  stakes::free(wait);
  return notified;
}

void give_up_wait(const table& in, object_entry& of, stake& wait) noexcept {
  if (end_wait(in, of, wait))
    notify(in, of, 1);
}

namespace {

bool wait_without_mutex(table& in, object_entry& of, object_entry& mutex, mutex_owner who, os::time_point deadline,
                        const held_interruption& interruption) {
  stake& mine = begin_wait(in, of);
  const std::uint32_t depth = unlock_all(in, mutex, who);
  try {
    wait(in, of, mine.waits, [&] { return is_notified(mine) || interruption.is_due(); }, deadline);
  } catch (...) {
    give_up_wait(in, of, mine);
    lock_again(in, mutex, who, depth);
    throw;
  }
  const bool notified = end_wait(in, of, mine);
  lock_again(in, mutex, who, depth);
  return notified;
}

} // namespace

// Who is interrupted unwinds, and unlocks what it holds: so it is told of it when it owns the mutex again.
bool wait_for_notify(table& in, object_entry& of, object_entry& mutex, mutex_owner who, os::time_point deadline) {
  require_owner(in, mutex, who, "waiting for a condition");
  bool notified = false, is_interrupted = false;
  {
    const held_interruption interruption;
    notified = wait_without_mutex(in, of, mutex, who, deadline, interruption);
    is_interrupted = interruption.is_due();
  }
  if (is_interrupted && notified)
    notify(in, of, 1); // the next one goes on instead
  if (is_interrupted)
    tell_interruption();
  return notified;
}

void notify(const table& in, object_entry& of, std::uint32_t count) noexcept {
  for (; count != 0; --count) {
    stake* next = nullptr;
    {
      locked_list list{in, of};
      next = list->front();
      if (next == nullptr)
        return;
      list->end(*next, passed);
    }
    announce(in, of, next->waits); // if it is another's by now, he looks in vain
  }
}

std::uint32_t waiters_of(const table& in, object_entry& of) noexcept {
  return locked_list { in, of } -> count();
}

std::string text_of_condition(const table& in, object_entry& of, const object_entry& mutex) {
  return "condition(" + text_of_mutex(in, mutex) + ", " + std::to_string(waiters_of(in, of)) + " waiting)";
}

} // namespace troupe::rooms::objects

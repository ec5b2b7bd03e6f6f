#include "objects/barrier.hpp"

#include "objects/guard.hpp"
#include "objects/kinds.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

enum class phase : std::uint8_t {
  filling,  ///< parties come
  acting,   ///< all are there, one of them runs the action
  passing,  ///< all are let go, then it is filling
  breaking, ///< all fail, then it is broken
  broken,
  resetting, ///< all fail, then it is filling
};

struct barrier_body {
  wait_list_words list;
  std::byte action[action_room];
};
static_assert(sizeof(barrier_body) <= sizeof(object_entry::body));

barrier_body& body_of(object_entry& of) noexcept { return *reinterpret_cast<barrier_body*>(of.body); }

phase phase_of(const object_entry& of) noexcept { return static_cast<phase>(of.state.load(std::memory_order_acquire)); }

/// The barrier, with nobody else at it, and in none of the phases that take several steps.
class locked_barrier {
public:
  locked_barrier(const table& in, object_entry& of) noexcept
    : of_(of), guard_(in, of.guard), list_(in, of, body_of(of).list) {
    if (guard_.must_repair()) {
      list_.make_anew();
      finish();
    }
  }

  [[nodiscard]] wait_list& list() noexcept { return list_; }
  [[nodiscard]] phase now() const noexcept { return phase_of(of_); }
  /// Into a phase; those that take several steps are gone through to their end.
  void enter(phase next) noexcept {
    set(next);
    finish();
  }

private:
  void set(phase next) noexcept {
    of_.state.store(static_cast<std::uint64_t>(next), std::memory_order_release);
    os::pass_fault_point("objects.barrier.phase");
  }
  void end_all(wait_state how) noexcept {
    while (stake* const first = list_.front())
      list_.end(*first, how);
  }
  void finish() noexcept {
    const phase at = now();
    if (at == phase::passing)
      end_all(passed);
    else if (at == phase::breaking || at == phase::resetting)
      end_all(objects::broken);
    else
      return;
    set(at == phase::breaking ? phase::broken : phase::filling);
  }

  object_entry& of_;
  guard guard_;
  wait_list list_;
};

// A party that was waiting, or running the action, will not come back.
void party_lost(table& in, object_entry& of, stake& wait) {
  {
    locked_barrier at{in, of};
    if (wait_state_of(wait) != waiting)
      return;
    at.enter(phase::breaking);
  }
  announce(in, of, of.waits);
}

const bool known = set_rules(object_kind::barrier, {.name = "barrier", .stake_lost = &party_lost});

[[noreturn]] void throw_broken() {
  throw broken_barrier(
    "the barrier is broken: a party died, was too late, or called abort(); reset() it to use it again");
}

} // namespace

reference make_barrier(table& in, std::uint32_t parties, std::chrono::nanoseconds limit,
                       const std::function<void(std::byte*)>& keep_action) {
  static_cast<void>(known);
  return in.make(object_kind::barrier, [&](object_entry& of) {
    of.more[0].store(parties, std::memory_order_relaxed);
    of.more[1].store(static_cast<std::uint64_t>(limit.count()), std::memory_order_relaxed);
    keep_action(body_of(of).action);
  });
}

const std::byte* action_of_barrier(const object_entry& of) noexcept {
  return reinterpret_cast<const barrier_body*>(of.body)->action;
}

std::chrono::nanoseconds limit_of_barrier(const object_entry& of) noexcept {
  return std::chrono::nanoseconds{static_cast<std::int64_t>(of.more[1].load(std::memory_order_relaxed))};
}

party arrive(table& in, object_entry& of, bool has_action) {
  stake& mine = in.stakes().take(stake_kind::wait, in.id_of(of), entering);
  party result{arrival::waits, &mine};
  {
    locked_barrier at{in, of};
    if (at.now() != phase::filling) {
      stakes::free(mine);
      return {at.now() == phase::acting ? arrival::closed : arrival::refused, nullptr};
    }
    mine.amount.store(at.list().count(), std::memory_order_relaxed);
    at.list().push(mine);
    os::pass_fault_point("objects.barrier.arrived");
    if (at.list().count() < parties_of(of))
      return result;
    result.how = has_action ? arrival::acts : arrival::passed;
    at.enter(has_action ? phase::acting : phase::passing);
  }
  if (result.how == arrival::passed)
    announce(in, of, of.waits);
  return result;
}

std::uint32_t index_of(const stake& wait) noexcept {
  return static_cast<std::uint32_t>(wait.amount.load(std::memory_order_relaxed));
}

bool end_action(const table& in, object_entry& of, const stake& wait) noexcept {
  {
    locked_barrier at{in, of};
    if (wait_state_of(wait) != waiting)
      return false;
    at.enter(phase::passing);
  }
  announce(in, of, of.waits);
  return true;
}

wait_state state_of_party(const stake& wait) noexcept { return static_cast<wait_state>(wait_state_of(wait)); }

wait_state leave(const table& in, object_entry& of, stake& wait) noexcept {
  wait_state how = state_of_party(wait);
  if (how == waiting) {
    locked_barrier at{in, of};
    how = state_of_party(wait);
    if (how == waiting)
      at.enter(phase::breaking);
  }
  if (how == waiting)
    announce(in, of, of.waits);
  stakes::free(wait);
  return how;
}

std::uint32_t pass_barrier(table& in, object_entry& of, os::time_point deadline, const std::function<void()>& action,
                           bool& in_time) {
  in_time = true;
  party me;
  const auto come = [&] {
    me = arrive(in, of, static_cast<bool>(action));
    return me.how != arrival::closed;
  };
  if (!wait(in, of, of.waits, come, deadline)) {
    in_time = false;
    break_barrier(in, of);
  }
  if (me.wait == nullptr)
    throw_broken();
  wait_state how = waiting;
  try {
    if (me.how == arrival::acts) {
      action();
      end_action(in, of, *me.wait);
    }
    in_time = wait(in, of, of.waits, [&] { return state_of_party(*me.wait) != waiting; }, deadline);
    how = state_of_party(*me.wait);
  } catch (...) {
    leave(in, of, *me.wait);
    throw;
  }
  const std::uint32_t index = index_of(*me.wait);
  if (in_time)
    stakes::free(*me.wait);
  else
    how = leave(in, of, *me.wait);
  in_time = in_time || how != waiting;
  if (how != passed)
    throw_broken();
  return index;
}

void break_barrier(const table& in, object_entry& of) noexcept {
  {
    locked_barrier at{in, of};
    if (at.now() != phase::broken)
      at.enter(phase::breaking);
  }
  announce(in, of, of.waits);
}

void reset_barrier(const table& in, object_entry& of) noexcept {
  locked_barrier{in, of}.enter(phase::resetting);
  announce(in, of, of.waits);
}

std::uint32_t parties_of(const object_entry& of) noexcept {
  return static_cast<std::uint32_t>(of.more[0].load(std::memory_order_relaxed));
}

std::uint32_t arrived_at(const table& in, object_entry& of) noexcept {
  locked_barrier at{in, of};
  return at.now() == phase::filling ? at.list().count() : 0;
}

bool is_broken(const object_entry& of) noexcept {
  return phase_of(of) == phase::broken || phase_of(of) == phase::breaking;
}

std::string text_of_barrier(const table& in, object_entry& of) {
  if (is_broken(of))
    return "barrier(broken)";
  return "barrier(" + std::to_string(arrived_at(in, of)) + " of " + std::to_string(parties_of(of)) + ')';
}

} // namespace troupe::rooms::objects

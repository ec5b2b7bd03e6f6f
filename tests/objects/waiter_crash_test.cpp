// A process is killed while it waits for an object, or while it wakes who waits: the others go on.
#include <gtest/gtest.h>

#include <algorithm>

#include "objects/mutex.hpp"
#include "objects/semaphore.hpp"
#include "os/process_facts.hpp"
#include "queue_items.hpp"
#include "support/shared_object.hpp"

namespace troupe::tests {
namespace {

using objects::object_kind;
using objects::reference;
using objects::table;
using os::fault_action;

constexpr ending killed{ending_kind::signalled, 9};

/// What can be waited for, and how: `begin` makes others wait, and `let_go`, by the same process, lets one of them, or
/// all, go on. Waits end after `patience`; whether it was in time.
struct way {
  const char* name;
  reference (*make)(table& in);
  void (*begin)(table& in, const reference& of);
  bool (*wait)(table& in, const reference& of);
  void (*let_go)(table& in, const reference& of);
  objects::wait_words& (*sleepers)(table& in, const reference& of) = [](table&, const reference& of) -> auto& {
    return of->waits;
  };
  const char* taken = nullptr; ///< where a waiter has what it waited for, and will give it back
};
void PrintTo(const way& which, std::ostream* out) { *out << which.name; }

void do_nothing(table&, const reference&) {}

template <object_kind Kind>
reference make_lock(table& in) {
  return objects::make_mutex(in, Kind);
}
bool lock(table& in, const reference& of) {
  return objects::lock_until(in, *of, objects::this_thread(in), os::deadline_after(patience));
}
void hold(table& in, const reference& of) { static_cast<void>(lock(in, of)); }
void hold_twice(table& in, const reference& of) { hold(in, of), hold(in, of); }
void unlock(table& in, const reference& of) {
  static_cast<void>(objects::unlock_all(in, *of, objects::this_thread(in)));
}

template <object_kind Kind, std::uint32_t Units>
reference make_units(table& in) {
  const reference made = objects::make_semaphore(in, Kind, 1);
  if (Units == 0)
    static_cast<void>(objects::try_acquire(*made));
  return made;
}
bool acquire(table& in, const reference& of) { return objects::acquire_until(in, *of, os::deadline_after(patience)); }
void release(table& in, const reference& of) { static_cast<void>(objects::release(in, *of, 1)); }
bool borrow(table& in, const reference& of) { return objects::borrow_until(in, *of, os::deadline_after(patience)); }
void borrow_it(table& in, const reference& of) { static_cast<void>(borrow(in, of)); }
void give_back(table& in, const reference& of) { static_cast<void>(objects::give_back(in, *of)); }

bool wait_for_set(table& in, const reference& of) {
  return objects::wait_for_event(in, *of, os::deadline_after(patience));
}
void set(table& in, const reference& of) { objects::set_event(in, *of); }

reference make_queue(table& in) { return item_queue::make(in, {.kind = object_kind::joinable_queue})->ref(); }
void put_one(table& in, const reference& of) { put_number(*open_queue(in, of.id()), 1); }
bool join(table& in, const reference& of) {
  return open_queue(in, of.id())->wait_until_done(os::deadline_after(patience));
}
void report_done(table& in, const reference& of) { static_cast<void>(open_queue(in, of.id())->task_done()); }
objects::wait_words& joining(table& in, const reference& of) { return open_queue(in, of.id())->words().settled; }
bool take_the_end(table& in, const reference& of) {
  objects::item_lease none;
  return open_queue(in, of.id())->take(none, os::deadline_after(patience)) == objects::take_outcome::over;
}
void finish(table& in, const reference& of) { open_queue(in, of.id())->finish(); }

const way locks[] = {
  {.name = "mutex",
   .make = &make_lock<object_kind::mutex>,
   .begin = &hold,
   .wait = &lock,
   .let_go = &unlock,
   .taken = "objects.mutex.taken"},
  {.name = "recursive_mutex",
   .make = &make_lock<object_kind::recursive_mutex>,
   .begin = &hold_twice,
   .wait = &lock,
   .let_go = &unlock,
   .taken = "objects.mutex.taken"},
  {.name = "loan",
   .make = &make_units<object_kind::semaphore, 1>,
   .begin = &borrow_it,
   .wait = &borrow,
   .let_go = &give_back,
   .taken = "objects.semaphore.taken"},
};
const way others[] = {
  {.name = "semaphore",
   .make = &make_units<object_kind::semaphore, 0>,
   .begin = &do_nothing,
   .wait = &acquire,
   .let_go = &release},
  {.name = "bounded_semaphore",
   .make = &make_units<object_kind::bounded_semaphore, 0>,
   .begin = &do_nothing,
   .wait = &acquire,
   .let_go = &release},
  {.name = "event", .make = &objects::make_event, .begin = &do_nothing, .wait = &wait_for_set, .let_go = &set},
  {.name = "join", .make = &make_queue, .begin = &put_one, .wait = &join, .let_go = &report_done, .sleepers = &joining},
  {.name = "finish", .make = &make_queue, .begin = &do_nothing, .wait = &take_the_end, .let_go = &finish},
};

class Waiting {
protected:
  explicit Waiting(const way& how) : how_(how) {}

  /// A process that waits; exit code 0 when it was let go.
  [[nodiscard]] world::citizen waiting(const char* dies_at = nullptr) {
    return {all_, [this, dies_at](table& in) {
              const reference mine = in.find(what_.id());
              if (dies_at != nullptr)
                os::arm_fault(dies_at, fault_action::kill);
              const bool was_let_go = how_.wait(in, mine);
              if (was_let_go && how_.taken != nullptr)
                how_.let_go(in, mine);
              return was_let_go ? 0 : 1;
            }};
  }
  [[nodiscard]] bool await_asleep(world::citizen& which) {
    return wait_until([&] {
      return how_.sleepers(all_.table, what_).sleepers.load() != 0 && os::process_state(which.process().pid()) == 'S';
    });
  }

  const way how_;
  world all_;
  const reference what_ = how_.make(all_.table);
};

template <class Parameter>
std::string name_of(const Parameter& parameter) {
  std::string name = testing::PrintToString(parameter);
  std::ranges::replace_if(name, [](char each) { return each == '.' || each == ' '; }, '_');
  return name;
}
constexpr auto test_name = [](const auto& each) { return name_of(each.param); };

class WaiterCrash : public Waiting, public testing::TestWithParam<way> {
protected:
  WaiterCrash() : Waiting(GetParam()) {}
};

TEST_P(WaiterCrash, Of_one_that_was_about_to_sleep_keeps_nobody_waiting) {
  how_.begin(all_.table, what_);
  world::citizen victim = waiting("objects.wait.before_sleep");
  EXPECT_EQ(victim.wait(), killed);
  world::citizen other = waiting();
  ASSERT_TRUE(await_asleep(other));
  how_.let_go(all_.table, what_);
  EXPECT_EQ(exit_code(other.wait()), 0);
}

TEST_P(WaiterCrash, Of_one_that_slept_keeps_nobody_waiting) {
  how_.begin(all_.table, what_);
  world::citizen victim = waiting();
  ASSERT_TRUE(await_asleep(victim));
  world::citizen other = waiting();
  ASSERT_TRUE(await_asleep(other));
  victim.process().kill();
  how_.let_go(all_.table, what_); // perhaps the dead one is woken
  EXPECT_EQ(victim.wait().kind, ending_kind::signalled);
  EXPECT_EQ(exit_code(other.wait()), 0);
}

INSTANTIATE_TEST_SUITE_P(OfLock, WaiterCrash, testing::ValuesIn(locks), test_name);
INSTANTIATE_TEST_SUITE_P(Of, WaiterCrash, testing::ValuesIn(others), test_name);

// What others take goes with them, or there is enough for all.
class HeirCrash : public WaiterCrash {};

// Whichever of the two is woken first: it goes to the other after it.
TEST_P(HeirCrash, Leaves_what_it_has_just_got_to_the_next) {
  how_.begin(all_.table, what_);
  world::citizen victim = waiting(how_.taken);
  ASSERT_TRUE(await_asleep(victim));
  world::citizen other = waiting();
  ASSERT_TRUE(await_asleep(other));
  how_.let_go(all_.table, what_);
  EXPECT_EQ(victim.wait(), killed);
  EXPECT_EQ(exit_code(other.wait()), 0);
}

INSTANTIATE_TEST_SUITE_P(Of, HeirCrash, testing::ValuesIn(locks), test_name);

struct death {
  way how;
  const char* place;
};
void PrintTo(const death& which, std::ostream* out) { *out << which.how.name << ' ' << which.place; }

std::vector<death> deaths() {
  std::vector<death> all;
  for (const char* const place : {"objects.announce.before_wake", "objects.announce.done"}) {
    for (const way& each : locks)
      all.push_back({each, place});
    for (const way& each : others)
      all.push_back({each, place});
  }
  all.push_back({std::end(others)[-1], "objects.guard.before_release"}); // inside finish
  return all;
}

class WakerCrash : public Waiting, public testing::TestWithParam<death> {
protected:
  WakerCrash() : Waiting(GetParam().how) {}
};

// What it did took place: it dies with the word said and nobody, or somebody, woken.
TEST_P(WakerCrash, Leaves_nobody_asleep) {
  const shared_object<std::atomic<std::uint32_t>> at;
  const step stage{*at};
  world::citizen victim{all_, [&](table& in) {
                          const reference mine = in.find(what_.id());
                          how_.begin(in, mine);
                          stage.reach(1);
                          if (!stage.await(2))
                            return 1;
                          os::arm_fault(GetParam().place, fault_action::kill);
                          how_.let_go(in, mine);
                          return 0;
                        }};
  ASSERT_TRUE(stage.await(1));
  world::citizen other = waiting();
  ASSERT_TRUE(await_asleep(other));
  stage.reach(2);
  EXPECT_EQ(victim.wait(), killed);
  EXPECT_EQ(exit_code(other.wait()), 0);
}

INSTANTIATE_TEST_SUITE_P(At, WakerCrash, testing::ValuesIn(deaths()), test_name);

} // namespace
} // namespace troupe::tests

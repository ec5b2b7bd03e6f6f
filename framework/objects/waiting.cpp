#include "objects/waiting.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "mailbox/endpoint.hpp"
#include "mailbox/spin_lock.hpp"
#include "objects/word_sleep.hpp"
#include "os/fault_point.hpp"
#include "os/futex.hpp"

namespace troupe::rooms::objects {

namespace {

using namespace std::chrono_literals;

constexpr os::duration spin_time = 20us;
constexpr int looks_between_yields = 32; // a yield may hand the CPU to any other program, for a whole turn of it
constexpr int pauses_between_looks = 4;  // each look takes the line from who is about to write it
// Waking an idle CPU takes some 50 us on a virtual machine, and then the answer has to be made. Who sleeps meanwhile
// has to be woken in turn: that costs the same again.
constexpr os::duration answer_time = 100us;
constexpr unsigned patience = 4;  // answers in vain, before only
constexpr unsigned new_hope = 32; // every so many are waited for

/// What a thread that has woken somebody expects of its next wait.
struct expectation {
  bool is_set = false;
  unsigned disappointments = 0; ///< answers that did not come in time, in a row
};
thread_local constinit expectation answer;

bool spin_for(const std::function<bool()>& done, os::duration limit) {
  const os::time_point end = os::clock::now() + limit;
  do {
    for (int i = 0; i < looks_between_yields; ++i) {
      if (done())
        return true;
      for (int pause = 0; pause < pauses_between_looks; ++pause)
        mailbox::relax();
    }
    std::this_thread::yield(); // the other side may want this very CPU
  } while (os::clock::now() < end);
  return false;
}

bool spin_expectantly(const std::function<bool()>& done) {
  if (!std::exchange(answer.is_set, false))
    return spin_for(done, spin_time);
  const bool hopes = answer.disappointments < patience || answer.disappointments % new_hope == 0;
  const bool found = spin_for(done, hopes ? answer_time : spin_time);
  answer.disappointments = found ? 0 : answer.disappointments + 1;
  return found;
}

std::atomic<pump_function> pump{nullptr};

void ring(const table& in, object_entry& of) noexcept {
  for (unsigned group = 0; group < slot_groups; ++group)
    for (std::uint64_t bits = of.watchers.bits[group].load(std::memory_order_relaxed); bits != 0; bits &= bits - 1) {
      const auto slot = static_cast<mailbox::slot_id>(group * 64 + static_cast<unsigned>(__builtin_ctzll(bits)));
      in.where().call(slot, slot == mailbox::house_slot ? mailbox::attention_objects : mailbox::attention_local);
    }
}

} // namespace

void set_pump(pump_function how) noexcept { pump.store(how, std::memory_order_release); }

void announce(const table& in, object_entry& of, wait_words& where, int count) noexcept {
  std::atomic_thread_fence(std::memory_order_seq_cst); // the change before the looks
  announce_ordered(in, of, where, count);
}

// The flag before the count: who sets it afterwards, and sleeps for the old count, is woken by the next
// change; who read the new count has seen this one. Whoever dies in between is made good by the house.
void announce_ordered(const table& in, object_entry& of, wait_words& where, int count) noexcept {
  if (where.sleepers.load(std::memory_order_seq_cst) != 0) { // pairs with the fence in sleep_on_word
    where.sleepers.store(0, std::memory_order_seq_cst);
    where.changes.fetch_add(1, std::memory_order_seq_cst);
    os::pass_fault_point("objects.announce.before_wake");
    os::futex_wake(where.changes, count);
    answer.is_set = true;
  }
  if (of.watcher_count.load(std::memory_order_seq_cst) != 0) { // pairs with the fence in begin_watch
    ring(in, of);
    answer.is_set = true;
  }
  os::pass_fault_point("objects.announce.done");
}

void rouse(const table& in, object_entry& of, wait_words& where) noexcept {
  where.sleepers.store(0, std::memory_order_seq_cst);
  where.changes.fetch_add(1, std::memory_order_seq_cst);
  os::futex_wake(where.changes, all);
  if (of.watcher_count.load(std::memory_order_seq_cst) != 0)
    ring(in, of);
}

bool spin(const std::function<bool()>& done) { return spin_for(done, spin_time); }

bool wait(table& in, object_entry& of, wait_words& where, const std::function<bool()>& done, os::time_point deadline) {
  if (done())
    return true;
  if (deadline <= os::clock::now())
    return false;
  if (spin_expectantly(done))
    return true;
  const pump_function reads_mail = pump.load(std::memory_order_acquire);
  if (reads_mail == nullptr)
    return sleep_on_word(where, done, deadline);
  const watch ringing{in, of};
  return reads_mail(done, deadline);
}

waiter::~waiter() {
  for (object_entry* const one : enrolled_)
    in_.unwatch(*one);
}

void waiter::enrol(object_entry& of) {
  in_.watch(of);
  enrolled_.push_back(&of);
}

void waiter::strike_off(object_entry& of) {
  const auto found = std::ranges::find(enrolled_, &of);
  if (found == enrolled_.end())
    return;
  enrolled_.erase(found);
  in_.unwatch(of);
}

bool waiter::until(const std::function<bool()>& ready, os::time_point deadline) {
  bool result = false, ended = false;
  const auto over = [&] {
    if (!ended)
      ended = (result = ready()) || woken_.exchange(false, std::memory_order_seq_cst);
    return ended;
  };
  if (over() || deadline <= os::clock::now())
    return result;
  if (const pump_function reads_mail = pump.load(std::memory_order_acquire)) {
    reads_mail(over, deadline);
    return result;
  }
  while (!over() && os::clock::now() < deadline)
    in_.where().sleep(in_.own(), deadline, over);
  return result;
}

void waiter::wake() noexcept {
  woken_.store(true, std::memory_order_seq_cst);
  in_.where().call(in_.own(), mailbox::attention_local);
}

} // namespace troupe::rooms::objects

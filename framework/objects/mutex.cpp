#include "objects/mutex.hpp"

#include "objects/contention.hpp"
#include "objects/kinds.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"
#include "os/process_facts.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

// The state word: thread in the low half, slot above it, and whether the last owner died.
constexpr std::uint64_t died = std::uint64_t{1} << 48;

constexpr std::uint64_t word_of(mutex_owner who) noexcept { return std::uint64_t{who.slot} << 32 | who.thread; }
constexpr mutex_owner owner_in(std::uint64_t word) noexcept {
  return {static_cast<std::uint32_t>(word), static_cast<mailbox::slot_id>(word >> 32)};
}
constexpr bool is_free(std::uint64_t word) noexcept { return static_cast<std::uint32_t>(word) == 0; }

bool is_recursive(const object_entry& of) noexcept { return kind_of(of) == object_kind::recursive_mutex; }

// -- threads that end -------------------------------------------------------------------------------

thread_local std::uint32_t thread_id = 0;
thread_local int held_here = 0; ///< mutexes; below zero where another thread's was unlocked for it

void free_what_this_thread_holds() noexcept {
  table* const in = find_current_table();
  if (in == nullptr)
    return;
  const mutex_owner gone = this_thread(*in);
  for (std::uint32_t index = 1; index < in->size(); ++index) {
    object_entry& of = in->entry(index);
    const entry_word word = entry_word::unpacked(of.word.load(std::memory_order_relaxed));
    if (word.life == object_life::live &&
        (word.kind == object_kind::mutex || word.kind == object_kind::recursive_mutex))
      free_after(*in, of, gone);
  }
}

struct at_thread_end {
  ~at_thread_end() {
    if (held_here != 0)
      free_what_this_thread_holds();
  }
};

[[gnu::noinline]] void mind_end_of_thread() {
  thread_local const at_thread_end minded;
  static_cast<void>(minded);
}

void note_locked(mutex_owner who) noexcept {
  if ((who.thread & requester_bit) == 0 && held_here++ == 0)
    mind_end_of_thread();
}

// -- the word ---------------------------------------------------------------------------------------

// Free words are 0, or say that the last owner died; the new owner is told as long as he holds it.
bool take(object_entry& of, mutex_owner who) noexcept {
  std::uint64_t now = of.state.load(std::memory_order_relaxed);
  while (is_free(now))
    if (of.state.compare_exchange_weak(now, (now & died) | word_of(who), std::memory_order_seq_cst,
                                       std::memory_order_relaxed)) {
      os::pass_fault_point("objects.mutex.taken");
      return true;
    }
  return false;
}

void release(const table& in, object_entry& of, mutex_owner who) noexcept {
  if ((who.thread & requester_bit) == 0)
    --held_here;
  os::pass_fault_point("objects.mutex.before_release");
  of.state.exchange(0, std::memory_order_seq_cst);
  announce_ordered(in, of, of.waits, 1);
}

void process_died(table& in, object_entry& of, mailbox::address who) {
  std::uint64_t now = of.state.load(std::memory_order_relaxed);
  if (!is_free(now) && owner_in(now).slot == who.slot && of.state.compare_exchange_strong(now, died))
    rouse(in, of, of.waits);
}

const bool known = set_rules(object_kind::mutex, {.name = "mutex", .process_died = &process_died}) &&
                   set_rules(object_kind::recursive_mutex, {.name = "recursive mutex", .process_died = &process_died});

} // namespace

object_kind kind_of(const object_entry& of) noexcept {
  return entry_word::unpacked(of.word.load(std::memory_order_relaxed)).kind;
}

mutex_owner this_thread(const table& in) noexcept {
  if (thread_id == 0)
    thread_id = static_cast<std::uint32_t>(os::own_tid());
  return {thread_id, in.own()};
}

reference make_mutex(table& in, object_kind kind) {
  static_cast<void>(known);
  return in.make(kind, [](object_entry&) {});
}

bool try_lock(object_entry& of, mutex_owner who) noexcept {
  if (take(of, who)) {
    if (is_recursive(of))
      of.more[0].store(1, std::memory_order_relaxed);
    note_locked(who);
    return true;
  }
  if (!is_recursive(of) || owner_of(of) != who)
    return false;
  of.more[0].store(of.more[0].load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  return true;
}

bool lock_until(table& in, object_entry& of, mutex_owner who, os::time_point deadline) {
  if (try_lock(of, who))
    return true;
  if (deadline == os::never && owner_of(of) == who)
    throw contract_error("this thread holds the mutex already and would wait for itself for ever; "
                         "unlock it first, or make it a troupe::recursive_mutex");
  const auto locks = [&] { return try_lock(of, who); };
  return (deadline > os::clock::now() && contend(locks)) || wait(in, of, of.waits, locks, deadline);
}

bool owns(const object_entry& of, mutex_owner who) noexcept { return who.thread != 0 && owner_of(of) == who; }

bool unlock(const table& in, object_entry& of, mutex_owner who) noexcept {
  if (!owns(of, who))
    return false;
  if (is_recursive(of)) {
    const std::uint64_t depth = of.more[0].load(std::memory_order_relaxed);
    if (depth > 1) {
      of.more[0].store(depth - 1, std::memory_order_relaxed);
      return true;
    }
  }
  release(in, of, who);
  return true;
}

std::uint32_t unlock_all(const table& in, object_entry& of, mutex_owner who) noexcept {
  if (!owns(of, who))
    return 0;
  const std::uint32_t depth = depth_of(of);
  release(in, of, who);
  return depth;
}

bool try_lock_again(object_entry& of, mutex_owner who, std::uint32_t times) noexcept {
  if (!try_lock(of, who))
    return false;
  if (is_recursive(of)) // its requester may have locked it anew meanwhile
    of.more[0].store(of.more[0].load(std::memory_order_relaxed) + times - 1, std::memory_order_relaxed);
  return true;
}

void lock_again(table& in, object_entry& of, mutex_owner who, std::uint32_t times) {
  wait(in, of, of.waits, [&] { return try_lock_again(of, who, times); }, os::never);
}

void require_owner(const table& in, const object_entry& of, mutex_owner who, const char* doing) {
  if (!owns(of, who))
    throw not_owner(std::string{doing} + " needs the mutex, which is " + text_of_mutex(in, of) +
                    "; lock it first, e.g. std::scoped_lock hold{condition};");
}

mutex_owner owner_of(const object_entry& of) noexcept { return owner_in(of.state.load(std::memory_order_relaxed)); }

std::uint32_t depth_of(const object_entry& of) noexcept {
  if (is_free(of.state.load(std::memory_order_relaxed)))
    return 0;
  return is_recursive(of) ? static_cast<std::uint32_t>(of.more[0].load(std::memory_order_relaxed)) : 1;
}

bool previous_owner_died(const object_entry& of) noexcept {
  return (of.state.load(std::memory_order_relaxed) & died) != 0;
}

bool free_after(const table& in, object_entry& of, mutex_owner gone) noexcept {
  std::uint64_t now = of.state.load(std::memory_order_relaxed);
  do
    if ((now & ~died) != word_of(gone))
      return false;
  while (!of.state.compare_exchange_weak(now, died, std::memory_order_seq_cst, std::memory_order_relaxed));
  announce(in, of, of.waits, 1);
  return true;
}

namespace {

std::string holder_text(const table& in, mutex_owner who) {
  if (who.slot == mailbox::house_slot)
    return "held by an actor";
  if (who == this_thread(in))
    return "held by this thread";
  if (who.slot == in.own())
    return "held by another thread of this process, " + std::to_string(who.thread);
  const std::string name = in.where().look(who.slot).name;
  return "held by worker " + std::to_string(who.slot) + (name.empty() ? "" : " '" + name + "'");
}

} // namespace

std::string text_of_mutex(const table& in, const object_entry& of) {
  const std::string name = is_recursive(of) ? "recursive_mutex(" : "mutex(";
  const mutex_owner who = owner_of(of);
  if (who.thread == 0)
    return name + (previous_owner_died(of) ? "free, its last owner died)" : "free)");
  const std::uint32_t depth = depth_of(of);
  return name + holder_text(in, who) + (depth > 1 ? ", " + std::to_string(depth) + " times)" : ")");
}

} // namespace troupe::rooms::objects

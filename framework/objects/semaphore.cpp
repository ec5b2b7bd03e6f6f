#include "objects/semaphore.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "objects/contention.hpp"
#include "objects/kinds.hpp"
#include "objects/mutex.hpp"
#include "objects/stakes.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

namespace {

// A loan's stake. Whoever changes the state word in the name of a loan first settles the one that is
// named there; so what is not named there any more has been settled.
enum loan_state : std::uint8_t { lending = 1, lent, returning, returned };

constexpr unsigned stake_bits = 22;

constexpr std::uint32_t value_in(std::uint64_t word) noexcept { return static_cast<std::uint32_t>(word); }
constexpr std::uint32_t name_in(std::uint64_t word) noexcept { return static_cast<std::uint32_t>(word >> 32); }
constexpr std::uint64_t state_word(std::uint32_t name, std::uint32_t value) noexcept {
  return std::uint64_t{name} << 32 | value;
}

/// Number of the stake and the low bits of its nonce. 0 is no loan's.
std::uint32_t name_of(const table& in, const stake& loan) noexcept {
  const stake_word word = stake_word::unpacked(loan.word.load(std::memory_order_relaxed));
  return word.nonce << stake_bits | in.stakes().id_of(loan);
}

void change_state(stake& loan, std::uint64_t word, std::uint8_t to) noexcept {
  stake_word next = stake_word::unpacked(word);
  next.state = to;
  loan.word.compare_exchange_strong(word, next.packed(), std::memory_order_acq_rel);
}

// The change that the state word names has taken place.
void settle(const table& in, std::uint32_t name, const object_entry& of) noexcept {
  const stake_id which = name & ((1U << stake_bits) - 1);
  if (which == 0 || which >= in.stakes().size())
    return;
  stake& loan = in.stakes().at(which);
  const std::uint64_t word = loan.word.load(std::memory_order_acquire);
  const stake_word now = stake_word::unpacked(word);
  if (now.kind != stake_kind::units || (now.nonce << stake_bits | which) != name ||
      loan.object.load(std::memory_order_relaxed) != in.id_of(of))
    return;
  if (now.state == lending || now.state == returning)
    change_state(loan, word, now.state + 1);
}

std::uint32_t limit_of(const object_entry& of) noexcept {
  return static_cast<std::uint32_t>(of.more[0].load(std::memory_order_relaxed));
}

// Whether the word names that loan: then what it asked for took place.
bool is_named(const table& in, const object_entry& of, const stake& loan) noexcept {
  return name_of(in, loan) == name_in(of.state.load(std::memory_order_acquire));
}

// What a dead process had on loan. A loan that the word names took place, whatever its stake says yet.
void loan_lost(table& in, object_entry& of, stake& loan) {
  settle(in, name_in(of.state.load(std::memory_order_acquire)), of);
  const std::uint8_t state = stake_word::unpacked(loan.word.load(std::memory_order_acquire)).state;
  if (state == lent || state == returning)
    static_cast<void>(release(in, of, 1));
}

const bool known = set_rules(object_kind::semaphore, {.name = "semaphore", .stake_lost = &loan_lost}) &&
                   set_rules(object_kind::bounded_semaphore, {.name = "bounded semaphore", .stake_lost = &loan_lost});

// Which of this process's stakes are units on loan, by object.
struct loans {
  std::mutex lock;
  std::unordered_map<std::uint64_t, std::vector<stake*>> of;
};
loans& own_loans() {
  static auto& all = *new loans;
  return all;
}
std::uint64_t key_of(const table& in, const object_entry& of) noexcept {
  return in.where().run_mark() ^ in.id_of(of) * 0x9e3779b97f4a7c15U;
}

void remember(std::uint64_t key, stake& loan) {
  loans& all = own_loans();
  const std::scoped_lock hold{all.lock};
  all.of[key].push_back(&loan);
}

stake* forget(std::uint64_t key) noexcept {
  loans& all = own_loans();
  const std::scoped_lock hold{all.lock};
  const auto found = all.of.find(key);
  if (found == all.of.end())
    return nullptr;
  stake* const last = found->second.back();
  found->second.pop_back();
  if (found->second.empty())
    all.of.erase(found);
  return last;
}

} // namespace

reference make_semaphore(table& in, object_kind kind, std::uint32_t value) {
  static_cast<void>(known);
  return in.make(kind, [&](object_entry& of) {
    of.state.store(value, std::memory_order_relaxed);
    of.more[0].store(kind == object_kind::semaphore ? most_units : value, std::memory_order_relaxed);
  });
}

bool try_acquire(object_entry& of) noexcept {
  std::uint64_t now = of.state.load(std::memory_order_relaxed);
  while (value_in(now) != 0)
    if (of.state.compare_exchange_weak(now, now - 1, std::memory_order_seq_cst, std::memory_order_relaxed))
      return true;
  return false;
}

bool acquire_until(table& in, object_entry& of, os::time_point deadline) {
  const auto acquires = [&] { return try_acquire(of); };
  return acquires() || (deadline > os::clock::now() && contend(acquires)) || wait(in, of, of.waits, acquires, deadline);
}

bool release(const table& in, object_entry& of, std::uint32_t count) noexcept {
  std::uint64_t now = of.state.load(std::memory_order_relaxed);
  do
    if (count > limit_of(of) || value_in(now) > limit_of(of) - count)
      return false;
  while (!of.state.compare_exchange_weak(now, now + count, std::memory_order_seq_cst, std::memory_order_relaxed));
  announce_ordered(in, of, of.waits, static_cast<int>(count));
  return true;
}

// A use of the stake that the word does not name already, from a time when it was another's.
stake& begin_loan(table& in, const object_entry& of) {
  for (;;) {
    stake& loan = in.stakes().take(stake_kind::units, in.id_of(of), lending);
    if (!is_named(in, of, loan))
      return loan;
    stakes::free(loan);
  }
}

void cancel_loan(stake& loan) noexcept { stakes::free(loan); }

// The loan that is named is settled before its name is written over.
bool try_borrow(const table& in, object_entry& of, stake& loan) noexcept {
  const std::uint32_t name = name_of(in, loan);
  std::uint64_t now = of.state.load(std::memory_order_acquire);
  while (value_in(now) != 0) {
    settle(in, name_in(now), of);
    os::pass_fault_point("objects.semaphore.before_take");
    if (of.state.compare_exchange_weak(now, state_word(name, value_in(now) - 1), std::memory_order_seq_cst,
                                       std::memory_order_acquire)) {
      os::pass_fault_point("objects.semaphore.taken");
      change_state(loan, loan.word.load(std::memory_order_relaxed), lent);
      return true;
    }
  }
  return false;
}

// By another name than it was taken by: that one may still be in the word.
void end_loan(const table& in, object_entry& of, stake& loan) noexcept {
  stake_word word = stake_word::unpacked(loan.word.load(std::memory_order_relaxed));
  word.state = returning;
  do {
    ++word.nonce;
    loan.word.store(word.packed(), std::memory_order_release);
  } while (is_named(in, of, loan));
  const std::uint32_t name = name_of(in, loan);
  std::uint64_t now = of.state.load(std::memory_order_acquire);
  std::uint32_t value = 0;
  do {
    settle(in, name_in(now), of);
    value = std::min(value_in(now) + 1, limit_of(of)); // others may have given more than they took
    os::pass_fault_point("objects.semaphore.before_return");
  } while (!of.state.compare_exchange_weak(now, state_word(name, value), std::memory_order_seq_cst,
                                           std::memory_order_acquire));
  os::pass_fault_point("objects.semaphore.returned");
  stakes::free(loan);
  announce_ordered(in, of, of.waits, 1);
}

bool borrow_until(table& in, object_entry& of, os::time_point deadline) {
  stake& loan = begin_loan(in, of);
  try {
    if (!wait(in, of, of.waits, [&] { return try_borrow(in, of, loan); }, deadline)) {
      cancel_loan(loan);
      return false;
    }
  } catch (...) {
    cancel_loan(loan);
    throw;
  }
  remember(key_of(in, of), loan);
  return true;
}

bool give_back(table& in, object_entry& of) noexcept {
  stake* const loan = forget(key_of(in, of));
  if (loan != nullptr)
    end_loan(in, of, *loan);
  return loan != nullptr;
}

std::uint32_t units_of(const object_entry& of) noexcept { return value_in(of.state.load(std::memory_order_acquire)); }

std::string text_of_semaphore(const object_entry& of) {
  const std::string value = std::to_string(units_of(of));
  if (kind_of(of) == object_kind::semaphore)
    return "semaphore(" + value + ')';
  return "bounded_semaphore(" + value + " of " + std::to_string(limit_of(of)) + ')';
}

} // namespace troupe::rooms::objects

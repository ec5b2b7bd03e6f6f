#include "parallel/pool/kept_results.hpp"

#include <system_error>

#include "os/at_exit.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/futex.hpp"
#include "os/process_facts.hpp"
#include "os/process_settings.hpp"
#include "parallel/pool/results_mail.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {
constexpr auto longest_kept = std::chrono::milliseconds(1); // while another task runs; twice that at most

std::atomic<kept_results*> present{nullptr};

// What is only kept for the next allocation does not count.
bool keeps_more_than(std::uint64_t bytes) {
  if (os::resident_memory() <= bytes)
    return false;
  os::give_back_freed_memory(0);
  return os::resident_memory() > bytes;
}
} // namespace

kept_results::kept_results(mailbox::region& in, mailbox::slot_id own, caf::actor pool, std::uint32_t worker)
  : recalled_(in.recalled(own)), pool_(std::move(pool)) {
  out_.number = worker;
  present = this;
}

kept_results::~kept_results() {
  present = nullptr;
  stop_watching();
}

void kept_results::add(done_block&& one) {
  const std::scoped_lock hold{lock_};
  out_.blocks.push_back(std::move(one));
}

bool kept_results::is_recalled(std::uint32_t ticket) {
  const std::uint32_t last = recalled_.load(std::memory_order_seq_cst); // pairs with region::recall
  if (last == 0 || static_cast<std::int32_t>(last - ticket) < 0)        // dealt since then
    return false;
  os::pass_fault_point("parallel.pool.halted");
  const std::scoped_lock hold{lock_};
  out_.halted = out_.halted != 0 ? out_.halted : ticket; // what is behind has been taken back
  return true;
}

void kept_results::send(std::chrono::nanoseconds took, std::uint64_t max_memory) {
  const std::scoped_lock hold{lock_};
  if (!out_.blocks.empty() || out_.halted != 0)
    send_kept(took, max_memory != 0 && keeps_more_than(max_memory));
}

void kept_results::send_kept(std::chrono::nanoseconds took, bool is_too_large) {
  out_.nanoseconds = static_cast<std::uint64_t>(took.count());
  out_.is_too_large = is_too_large;
  ++sent_;
  pool_done told = std::exchange(out_, pool_done{out_.number, 0, false, 0, {}});
  if (!send_results({}, pool_, told))
    throw no_resource("not even errors can be sent: the memory for mail is used up", 0); // the pool hears of the end
  os::pass_fault_point("parallel.pool.reported");
}

// The word is set to 0 under the lock, when nothing is kept: so whoever has added something sees that, or is seen.
void kept_results::watch() {
  {
    const std::scoped_lock hold{lock_};
    if (out_.blocks.empty())
      return;
  }
  if (!watcher_.joinable())
    start_watching();
  if (is_watched_.exchange(1, std::memory_order_acq_rel) == 0) // pairs with `look`
    os::futex_wake(is_watched_);
}

// A task may leave by exit: the thread ends before what it uses.
void kept_results::start_watching() {
  os::at_exit([](int) {
    if (kept_results* const left = present.load())
      left->stop_watching();
  });
  try {
    watcher_ = std::thread{&kept_results::look, this};
  } catch (const std::system_error& why) {
    os::throw_errno("starting a thread for the results of a pool's worker", why.code().value());
  }
}

// It cannot sleep on both words at once: what it misses of one it sees `longest_kept` later.
void kept_results::look() {
  std::uint32_t seen = recalled_.load(std::memory_order_acquire);
  std::uint64_t sent = 0;
  while (!ends_) {
    if (is_watched_.load(std::memory_order_acquire) == 0) { // pairs with `watch`
      os::futex_wait(is_watched_, 0, os::never);
      continue;
    }
    os::futex_wait(recalled_, seen, os::deadline_after(longest_kept));
    const std::uint32_t last = recalled_.load(std::memory_order_acquire); // pairs with region::recall
    const bool is_recalled = std::exchange(seen, last) != last;
    look_at_kept(is_recalled, sent);
  }
}

// `sent` is how many had been sent at the last look. What was kept since then is too long here; if there was nothing,
// it rests.
void kept_results::look_at_kept(bool is_recalled, std::uint64_t& sent) {
  const std::scoped_lock hold{lock_};
  const bool are_the_same = std::exchange(sent, sent_) == sent_;
  if (out_.blocks.empty())
    is_watched_.store(are_the_same ? 0 : 1, std::memory_order_release); // pairs with `watch`
  else if (is_recalled || are_the_same)
    send_kept(std::chrono::nanoseconds::zero(), false);
}

void kept_results::stop_watching() noexcept {
  if (!watcher_.joinable())
    return;
  ends_ = true; // before the word: who sets that back looks here next
  is_watched_ = 1;
  os::futex_wake(is_watched_);
  watcher_.join();
}

} // namespace troupe::rooms::parallel

#include "parallel/pool/kept_results.hpp"

#include <system_error>

#include "os/at_exit.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/futex.hpp"
#include "os/process_facts.hpp"
#include "os/process_settings.hpp"

namespace troupe::rooms::parallel {

namespace {
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
  caf::anon_send(pool_, std::exchange(out_, pool_done{out_.number, 0, false, 0, {}}));
  os::pass_fault_point("parallel.pool.reported");
}

// A task may leave by exit: the thread ends before what it uses.
void kept_results::watch() {
  if (watcher_.joinable())
    return;
  os::at_exit([](int) {
    if (kept_results* const left = present.load())
      left->stop_watching();
  });
  try {
    watcher_ = std::thread{&kept_results::look, this, recalled_.load(std::memory_order_acquire)};
  } catch (const std::system_error& why) {
    os::throw_errno("starting a thread for the results of a pool's worker", why.code().value());
  }
}

// `seen` is from before the thread began: what is recalled while it begins is not missed.
void kept_results::look(std::uint32_t seen) {
  while (!ends_) {
    os::futex_wait(recalled_, seen, os::never);
    if (const std::uint32_t last = recalled_.load(std::memory_order_acquire); // pairs with region::recall
        std::exchange(seen, last) != last) {
      const std::scoped_lock hold{lock_};
      if (!out_.blocks.empty())
        send_kept(std::chrono::nanoseconds::zero(), false);
    }
  }
  has_ended_ = true;
}

// The word that it sleeps on is not this process's to change, so it is woken until it has seen that it is to end.
void kept_results::stop_watching() noexcept {
  if (!watcher_.joinable())
    return;
  for (ends_ = true; !has_ended_; std::this_thread::yield())
    os::futex_wake(recalled_);
  watcher_.join();
}

} // namespace troupe::rooms::parallel

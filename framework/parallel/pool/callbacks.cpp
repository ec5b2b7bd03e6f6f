#include "parallel/pool/callbacks.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "troupe/exception.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::parallel {

namespace {

void run_isolated(const std::function<void()>& what) noexcept {
  try {
    what();
  } catch (...) {
    logger().error("a callback of a pool threw: " + capture_exception(std::current_exception()).report);
  }
}

} // namespace

// Kept by the thread too: a callback may destroy the pool.
struct callbacks::state {
  explicit state(actor::host& of) : host(of) {}

  bool has_work() const noexcept { return ends.load() || count.load() != 0; }
  void live();
  void read_mail() noexcept;
  std::function<void()> take();

  actor::host& host;
  std::mutex lock;
  std::condition_variable change;
  std::deque<std::function<void()>> ready; ///< guarded by the lock, as what follows
  std::size_t expected = 0;
  bool cannot_read = false;          ///< the system is ending
  std::atomic<std::size_t> count{0}; ///< of `ready`: for those who look without the lock
  std::atomic<bool> ends{false};
  std::thread thread;
};

callbacks::callbacks(actor::host& host) : state_(std::make_shared<state>(host)) {}
callbacks::~callbacks() { stop(); }

void callbacks::expect() {
  const std::scoped_lock hold{state_->lock};
  ++state_->expected;
  if (!state_->thread.joinable() && !state_->ends)
    state_->thread = std::thread{[all = state_] { all->live(); }};
  state_->change.notify_one();
}

void callbacks::add(std::function<void()> what) {
  {
    const std::scoped_lock hold{state_->lock};
    --state_->expected;
    if (!state_->ends) {
      state_->ready.push_back(std::move(what));
      ++state_->count;
      state_->change.notify_one();
      return;
    }
  }
  run_isolated(what);
}

void callbacks::run_soon(std::function<void()> what) {
  expect();
  add(std::move(what));
  state_->host.nudge();
}

void callbacks::stop() noexcept {
  std::thread last;
  {
    const std::scoped_lock hold{state_->lock};
    state_->ends = true;
    last.swap(state_->thread);
    state_->change.notify_one();
  }
  if (!last.joinable())
    return;
  if (last.get_id() == std::this_thread::get_id())
    return last.detach();
  state_->host.nudge();
  last.join();
}

void callbacks::state::live() {
  for (;;) {
    if (std::unique_lock hold{lock}; !has_work() && (expected == 0 || cannot_read))
      change.wait(hold, [this] { return has_work() || (expected != 0 && !cannot_read); });
    if (const auto next = take())
      run_isolated(next);
    else if (ends)
      return;
    else
      read_mail();
  }
}

std::function<void()> callbacks::state::take() {
  const std::scoped_lock hold{lock};
  if (ready.empty())
    return {};
  std::function<void()> next = std::move(ready.front());
  ready.pop_front();
  --count;
  return next;
}

void callbacks::state::read_mail() noexcept {
  try {
    host.pump_until([this] { return has_work(); });
  } catch (...) {
    const std::scoped_lock hold{lock};
    cannot_read = true;
  }
}

} // namespace troupe::rooms::parallel

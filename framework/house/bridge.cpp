#include "house/bridge.hpp"

#include "os/signals.hpp"

namespace troupe::rooms::house {

bridge::bridge(actor::host& host) : host_(host) {
  host.be_rung();
  const os::blocked_signals none; // inherited by the thread: handlers run on the user's threads
  thread_ = std::thread{&bridge::watch, this};
}

bridge::~bridge() {
  {
    const std::scoped_lock hold{lock_};
    ending_ = true;
  }
  change_.notify_one();
  host_.mail().wake();
  thread_.join();
}

void bridge::rearm() {
  event_.clear();
  {
    const std::scoped_lock hold{lock_};
    armed_ = true;
  }
  change_.notify_one();
}

void bridge::watch() {
  std::unique_lock hold{lock_};
  while (!ending_) {
    change_.wait(hold, [this] { return armed_ || ending_; });
    hold.unlock();
    host_.mail().watch(host_.next_timer());
    hold.lock();
    armed_ = false;
    event_.set();
  }
}

} // namespace troupe::rooms::house

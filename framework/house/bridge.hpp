/// A descriptor for a foreign main loop: readable when there is something to dispatch.
///
/// The user's threads sleep on a futex, which poll cannot wait for; so one thread sleeps there on
/// the loop's behalf and sets an eventfd. It exists only for programs that ask for the descriptor.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "actor/host.hpp"
#include "os/event_fd.hpp"

namespace troupe::rooms::house {

class bridge {
public:
  /// `host` outlives this.
  explicit bridge(actor::host& host);
  ~bridge();

  [[nodiscard]] int descriptor() const noexcept { return event_.descriptor(); }
  /// Before the loop's thread looks at the mail: what comes from now on sets the descriptor again.
  void rearm();

private:
  void watch();

  actor::host& host_;
  os::event_fd event_;
  std::mutex lock_;
  std::condition_variable change_;
  bool armed_ = true; ///< the loop has not been told yet
  bool ending_ = false;
  std::thread thread_;
};

} // namespace troupe::rooms::house

/// Waiting awake, for the little while after which sleeping is cheaper.
///
/// What one waits for may need the very CPU: the kernel often puts a woken process on the waker's. So
/// the wait begins with a yield where that was so the last time, and yields again and again anyway.
#pragma once

#include <sched.h>

#include "mailbox/spin_lock.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::actor {

/// Threads: one at a time.
class spin_wait {
public:
  explicit spin_wait(os::duration usual) noexcept : usual_(usual) {}

  /// Somebody who slept has been woken, and may have an answer: the next wait is as long as that takes.
  void expect_answer() noexcept { expects_ = true; }
  /// This thread itself has slept: whoever woke it may be waiting on the same CPU.
  void slept() noexcept { yields_first_ = true; }

  /// For a moment, without a look at the clock: an answer that is under way needs no more. Not when what
  /// one waits for may need the CPU.
  template <class Found>
  [[nodiscard]] bool glance(Found found) const {
    if (expects_ || is_crowded_ || yields_first_ || usual_ == os::duration{})
      return false;
    for (unsigned i = 0; i < pauses_of_a_glance; ++i) {
      if (found())
        return true;
      mailbox::relax();
    }
    return false;
  }

  /// Until `found()`, or `deadline`, or it is time to sleep. Whether it was found.
  template <class Found>
  bool until(os::time_point deadline, Found found) {
    const bool expects = begin(deadline);
    bool is_found = false;
    do {
      is_found = watch(found);
    } while (!is_found && yield());
    end(expects, is_found);
    return is_found || found();
  }

private:
  static constexpr unsigned pauses_of_a_glance = 64;

  /// Awake, without giving up the CPU.
  template <class Found>
  [[nodiscard]] bool watch(Found& found) const {
    for (unsigned i = 0; i < pauses_; ++i) {
      if (found())
        return true;
      mailbox::relax();
    }
    return found();
  }
  [[nodiscard]] bool begin(os::time_point deadline) noexcept;
  void end(bool expected, bool found) noexcept;
  /// Whether there is time left.
  [[nodiscard]] bool yield() noexcept;

  const os::duration usual_;
  os::time_point limit_{};
  unsigned pauses_ = 0;     ///< before the next yield
  bool is_crowded_ = false; ///< at the last yield another process ran
  bool yields_first_ = false;
  bool expects_ = false;
  unsigned disappointments_ = 0; ///< answers that did not come in time, in a row
};

} // namespace troupe::rooms::actor

/// A lock for a few hundred nanoseconds, between threads of one process.
#pragma once

#include <atomic>
#include <sched.h>

namespace troupe::rooms::mailbox {

/// Tells the CPU that this is a spin.
inline void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

class spin_lock {
public:
  void lock() noexcept {
    for (unsigned tries = 0; held_.exchange(true, std::memory_order_acquire); ++tries)
      wait(tries);
  }
  void unlock() noexcept { held_.store(false, std::memory_order_release); }

private:
  // Yields early: the holder may be a thread that this one keeps off its CPU.
  void wait(unsigned tries) noexcept {
    if (tries % 64 == 63)
      ::sched_yield();
    else
      relax();
  }

  std::atomic<bool> held_{false};
};

} // namespace troupe::rooms::mailbox

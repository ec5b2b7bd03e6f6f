#include "objects/word_sleep.hpp"

#include "os/fault_point.hpp"
#include "os/futex.hpp"

namespace troupe::rooms::objects {

bool sleep_on_word(wait_words& where, const std::function<bool()>& done, os::time_point deadline) {
  for (;;) {
    const std::uint32_t seen = where.changes.load(std::memory_order_acquire); // pairs with announce
    // Before the look, also after a wake: who was woken alone does not know who else sleeps.
    where.sleepers.store(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst); // pairs with the fence in announce
    if (done())
      return true;
    os::pass_fault_point("objects.wait.before_sleep");
    if (os::futex_wait(where.changes, seen, deadline) == os::futex_result::timed_out)
      return done();
  }
}

} // namespace troupe::rooms::objects

#include "actor/caf_seam/spin_wait.hpp"

#include <algorithm>
#include <utility>

namespace troupe::rooms::actor {
namespace {

using namespace std::chrono_literals;

// Waking an idle CPU takes some 50 us on a virtual machine, and then the answer has to be made. Who
// sleeps meanwhile has to be woken in turn: that costs the same again.
constexpr os::duration answer_time = 100us;
constexpr unsigned patience = 4;  // answers in vain, before only
constexpr unsigned new_hope = 32; // every so many are waited for
constexpr unsigned pauses_between_yields = 128;
// A yield that finds nobody to run is a system call and nothing else.
constexpr os::duration bare_yield = 2500ns;

} // namespace

bool spin_wait::begin(os::time_point deadline) noexcept {
  const bool hopes = disappointments_ < patience || disappointments_ % new_hope == 0;
  const bool expects = std::exchange(expects_, false);
  limit_ = std::min(deadline, os::clock::now() + (expects && hopes ? std::max(usual_, answer_time) : usual_));
  pauses_ = expects || is_crowded_ || yields_first_ ? 0 : pauses_between_yields;
  yields_first_ = false;
  return expects;
}

void spin_wait::end(bool expected, bool found) noexcept {
  if (expected)
    disappointments_ = found ? 0 : disappointments_ + 1;
}

bool spin_wait::yield() noexcept {
  const os::time_point before = os::clock::now();
  if (before >= limit_)
    return false;
  ::sched_yield();
  is_crowded_ = os::clock::now() - before > bare_yield;
  pauses_ = is_crowded_ ? 0 : pauses_between_yields;
  return true;
}

} // namespace troupe::rooms::actor

#include <algorithm>
#include <cmath>

#include "supervision/tree/step.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr duration apart = std::chrono::milliseconds(10); // two restarts of one supervisor, where the jitter has room
constexpr int most_draws = 8;

double uniform(random_source& from) { return static_cast<double>(from() >> 11U) * 0x1p-53; }

/// min(max, initial * factor^(k-1)), in nanoseconds. The power may be beyond any number, and nothing times that is
/// none.
double without_jitter(const backoff_options& with, std::uint32_t k) {
  const auto initial = static_cast<double>(with.initial.count());
  if (initial <= 0)
    return 0;
  return std::min(static_cast<double>(with.max.count()), initial * std::pow(with.factor, k - 1));
}

duration draw(random_source& from, double middle, double jitter) {
  const double delay = middle * (1.0 + jitter * (2.0 * uniform(from) - 1.0));
  return duration{static_cast<duration::rep>(std::clamp(delay, 0.0, 0x1p62))};
}

/// How far the nearest restart of a sibling is from `at`.
duration distance(const step& now, const node& supervisor, instant at) {
  duration least = infinity;
  for (const node_id each : supervisor.children)
    if (const node& one = now.at(each); one.state == child_state::backoff)
      least = std::min(least, std::chrono::abs(one.deadline - at));
  return least;
}

} // namespace

void end_readiness(const step& now, node& one) {
  if (one.ready_since != never && now.now - one.ready_since >= one.with.backoff.reset)
    one.in_a_row = 0;
  one.ready_since = never;
}

// Siblings that fall together do not come back in the same moment: of a few draws the first that keeps its distance.
duration next_delay(step& now, node& one) {
  end_readiness(now, one);
  ++one.in_a_row;
  const double middle = without_jitter(one.with.backoff, one.in_a_row);
  const node& above = now.at(one.parent);
  duration best = draw(now.random, middle, one.with.backoff.jitter);
  if (above.backing_off == 0 || one.with.backoff.jitter == 0.0)
    return best;
  duration most = distance(now, above, now.now + best);
  for (int draws = 1; draws < most_draws && most < apart; ++draws) {
    const duration other = draw(now.random, middle, one.with.backoff.jitter);
    if (const duration far = distance(now, above, now.now + other); far > most)
      best = other, most = far;
  }
  return best;
}

} // namespace troupe::rooms::supervision

/// Counting failures: how many there were within a stretch of some clock.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "troupe/restart_policy.hpp"

namespace troupe::rooms::supervision {

/// Time since some beginning; the caller of the decision says what time it is.
using instant = std::chrono::nanoseconds;
inline constexpr instant never = instant::max();

/// Sums up the time in which it ran.
class stopwatch {
public:
  void run(instant now) noexcept {
    if (!since_)
      since_ = now;
  }
  void halt(instant now) noexcept {
    total_ = read(now);
    since_.reset();
  }
  [[nodiscard]] duration read(instant now) const noexcept { return since_ ? total_ + (now - *since_) : total_; }

private:
  duration total_{};
  std::optional<instant> since_;
};

/// The last failures, each with the time of the clock they are counted by.
class failure_window {
public:
  /// Notes one failure; whether there are now more than `allowed` with no more than `within` between the first and
  /// the last of them. `longest`: of all that are asked of this window.
  bool note(duration clock, restart_count allowed, duration within, duration longest) {
    if (allowed.is_unlimited())
      return false;
    stamps_.erase(stamps_.begin(), first_since(clock - longest));
    stamps_.push_back(clock);
    return used(clock, within).count > allowed.value();
  }
  bool note(duration clock, restart_count allowed, duration within) { return note(clock, allowed, within, within); }
  /// What of it counts at that time of the clock.
  struct use {
    std::size_t count = 0;
    std::optional<duration> frees_in = {}; ///< time of the clock, until the first of them no longer does
  };
  [[nodiscard]] use used(duration clock, duration within) const {
    const auto first = first_since(clock - within);
    const auto count = static_cast<std::size_t>(stamps_.end() - first);
    return {count, count == 0 || within == infinity ? std::nullopt : std::optional{within - (clock - *first)}};
  }
  void clear() noexcept { stamps_.clear(); }
  [[nodiscard]] std::size_t count() const noexcept { return stamps_.size(); }

private:
  [[nodiscard]] std::vector<duration>::const_iterator first_since(duration when) const {
    return std::ranges::find_if(stamps_, [=](duration stamp) { return stamp >= when; });
  }

  std::vector<duration> stamps_;
};

} // namespace troupe::rooms::supervision

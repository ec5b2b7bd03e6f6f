/// Time that passes when a test says so: years in a moment, and the same order of things each time.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>

namespace troupe::tests {

/// Keeps what is to come, each a value that says to the test what it is. May be copied, with all that is to come.
template <class What>
class virtual_clock {
public:
  /// Since the clock was made.
  using instant = std::chrono::nanoseconds;
  static constexpr instant never = instant::max();

  [[nodiscard]] instant now() const noexcept { return now_; }
  /// Comes after that time, behind all that was planned for the same instant.
  void plan(std::chrono::nanoseconds by, What what) { to_come_.emplace(now_ + by, std::move(what)); }
  /// When the next thing is due: in the past if time has jumped over it, `never` if there is none.
  [[nodiscard]] instant next() const noexcept { return to_come_.empty() ? never : to_come_.begin()->first; }
  /// Goes on to the next thing, which has come with that; there has to be one.
  [[nodiscard]] What take_next() {
    auto first = to_come_.extract(to_come_.begin());
    jump_to(first.key());
    return std::move(first.mapped());
  }
  /// Forward, never back. What was due meanwhile comes late, in its order.
  void jump_to(instant then) noexcept { now_ = std::max(now_, then); }

private:
  instant now_{};
  std::multimap<instant, What> to_come_; // equal ones in the order of planning
};

} // namespace troupe::tests

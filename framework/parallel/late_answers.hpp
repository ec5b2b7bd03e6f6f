/// Answers that may still come back: their requesters may have stopped waiting when the answers were on their way.
///
/// Each is kept for half a second, and only the last ones of a requester, so that their number stays small; what they
/// hold is settled then. Threads: the house thread.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>

#include "os/clock.hpp"
#include "parallel/door.hpp"

namespace troupe::rooms::parallel {

/// To the door itself, which calls `settle_due` then.
struct late_answers_due {};

template <class Held>
class late_answers {
public:
  explicit late_answers(caf::event_based_actor* self) noexcept : self_(self) {}

  /// What `settle` is called with is not wanted back any more.
  template <class Settle>
  void keep(const asked& by, Held&& held, Settle settle) {
    kept_.push_back({by, std::move(held), os::deadline_after(time_to_withdraw)});
    const auto is_his = [&](const answer& one) { return one.by.who == by.who; };
    if (std::ranges::count_if(kept_, is_his) > most_of_one)
      settle_at(std::ranges::find_if(kept_, is_his), settle);
    plan();
  }
  template <class Settle>
  void settle_due(Settle settle) {
    is_planned_ = false;
    for (const os::time_point now = os::clock::now(); !kept_.empty() && kept_.front().until <= now;)
      settle_at(kept_.begin(), settle);
    if (!kept_.empty())
      plan();
  }
  /// All of one who has ended: what he got was his own.
  template <class Settle>
  void settle_all_of(const caf::actor_addr& who, Settle settle) {
    for (answer& one : kept_)
      if (one.by.who == who)
        settle(one.held);
    std::erase_if(kept_, [&](const answer& one) { return one.by.who == who; });
  }
  /// Empty: it is not here.
  [[nodiscard]] std::optional<Held> take_back(const asked& which) {
    const auto found = std::ranges::find_if(kept_, [&](const answer& one) { return one.by.name == which.name; });
    if (found == kept_.end())
      return {};
    std::optional<Held> held{std::move(found->held)};
    kept_.erase(found);
    return held;
  }
  [[nodiscard]] bool has_others(const asked& by) const {
    return std::ranges::any_of(kept_, [&](const answer& one) { return one.by.who != by.who; });
  }
  void clear() { kept_.clear(); }

private:
  static constexpr std::chrono::milliseconds time_to_withdraw{500};
  static constexpr std::ptrdiff_t most_of_one = 8;

  struct answer {
    asked by;
    Held held;
    os::time_point until;
  };

  template <class Settle>
  void settle_at(typename std::deque<answer>::iterator which, Settle& settle) {
    settle(which->held);
    kept_.erase(which);
  }
  void plan() {
    if (!std::exchange(is_planned_, true))
      self_->delayed_send(self_, time_to_withdraw, late_answers_due{});
  }

  caf::event_based_actor* const self_;
  std::deque<answer> kept_; ///< the oldest first
  bool is_planned_ = false;
};

} // namespace troupe::rooms::parallel

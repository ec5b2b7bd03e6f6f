/// Answers that may still come back: their requesters may have stopped waiting when the answers were on their way.
///
/// Each is kept for half a second; of one requester at most a thousand, and of those beyond the last eight at most some
/// MB, so that one who asks without end uses up neither time nor the memory of the system. What they hold is settled
/// then. Threads: the house thread.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
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

  /// `bytes`: what it takes while it is kept. What `settle` is called with is not wanted back any more.
  template <class Settle>
  void keep(const asked& by, Held&& held, std::uint64_t bytes, Settle settle) {
    kept_.push_back({by, std::move(held), bytes, os::deadline_after(time_to_withdraw)});
    total& his = totals_[by.who];
    ++his.answers;
    his.bytes += bytes;
    while (his.is_too_much())
      settle_at(std::ranges::find_if(kept_, [&](const answer& one) { return one.by.who == by.who; }), settle);
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
    totals_.erase(who);
  }
  /// Empty: it is not here.
  [[nodiscard]] std::optional<Held> take_back(const asked& which) {
    const auto found = std::ranges::find_if(kept_, [&](const answer& one) { return one.by.name == which.name; });
    if (found == kept_.end())
      return {};
    std::optional<Held> held{std::move(found->held)};
    forget(found);
    return held;
  }
  [[nodiscard]] bool has_others(const asked& by) const { return totals_.size() > totals_.count(by.who); }
  void clear() {
    kept_.clear();
    totals_.clear();
  }

private:
  static constexpr std::chrono::milliseconds time_to_withdraw{500};

  struct answer {
    asked by;
    Held held;
    std::uint64_t bytes;
    os::time_point until;
  };
  /// Of one requester.
  struct total {
    std::size_t answers = 0;
    std::uint64_t bytes = 0;
    [[nodiscard]] bool is_too_much() const noexcept {
      return answers > 8 && (answers > 1000 || bytes > std::uint64_t{4} << 20);
    }
  };

  template <class Settle>
  void settle_at(typename std::deque<answer>::iterator which, Settle& settle) {
    settle(which->held);
    forget(which);
  }
  void forget(typename std::deque<answer>::iterator which) {
    const auto his = totals_.find(which->by.who);
    his->second.bytes -= which->bytes;
    if (--his->second.answers == 0)
      totals_.erase(his);
    kept_.erase(which);
  }
  void plan() {
    if (!std::exchange(is_planned_, true))
      self_->delayed_send(self_, time_to_withdraw, late_answers_due{});
  }

  caf::event_based_actor* const self_;
  std::deque<answer> kept_; ///< the oldest first
  std::map<caf::actor_addr, total> totals_;
  bool is_planned_ = false;
};

} // namespace troupe::rooms::parallel

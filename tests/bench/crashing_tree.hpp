// A supervised tree of which somebody crashes all the time, in a world where whatever is asked happens at once.
#pragma once

#include <queue>
#include <string>

#include "supervision/tree/decide.hpp"
#include "supervision/tree/plant.hpp"

namespace bench {

using namespace troupe;
using namespace troupe::rooms::supervision;

/// Children of one supervisor.
inline tree_spec flat(int size, restart_strategy strategy) {
  tree_spec made{
    .options = {.strategy = strategy, .limit = {.restarts = unlimited}, .budget = restart_budget{unlimited, infinity}}};
  for (int i = 0; i < size; ++i)
    made.children.emplace_back(
      child{.name = "c" + std::to_string(i),
            .backoff = {.initial = std::chrono::milliseconds(5), .max = std::chrono::milliseconds(50)},
            .count = {}});
  return made;
}

/// Supervisors of five each, and five children beside them.
inline tree_spec deep(int size, restart_strategy strategy) {
  tree_spec made = flat(5, strategy);
  for (int i = 0; 6 * i < size; ++i) {
    tree_spec below = flat(5, strategy);
    below.name = "s" + std::to_string(i);
    for (auto& each : below.children)
      std::get<child>(each).name += below.name;
    made.children.emplace_back(below);
  }
  return made;
}

class crashing {
public:
  explicit crashing(const tree_spec& what) : tree_(plant(what, 4)), random_(1) {
    tell(happened::begin{});
    settle();
  }

  /// How many events that was.
  std::size_t crash_one() {
    const std::size_t before = events_;
    const auto who = static_cast<node_id>(dice_() % tree_.nodes.size());
    const node& one = tree_.nodes[who];
    now_ += std::chrono::milliseconds(1);
    if (one.kind == node_kind::process && is_up(one.state))
      tell(happened::ended{{who, one.incarnation}, end_cause::exit, {ending_kind::exited, 1}});
    settle();
    return events_ - before;
  }

private:
  void tell(const tree_event& what) {
    ++events_;
    out_.clear();
    decide(tree_, what, now_, random_, out_);
    for (const tree_command& each : out_)
      react(each);
  }

  void react(const tree_command& to) {
    if (const auto* start = std::get_if<order::start>(&to))
      coming_.push(happened::started{start->life}), coming_.push(happened::ready{start->life});
    else if (const auto* drain = std::get_if<order::drain>(&to))
      coming_.push(happened::drained{drain->life});
    else if (const auto* exit = std::get_if<order::ask_exit>(&to))
      coming_.push(happened::ended{exit->life, end_cause::exit, {ending_kind::exited, 0}});
  }

  void settle() {
    for (;;) {
      if (!coming_.empty()) {
        const tree_event next = coming_.front();
        coming_.pop();
        tell(next);
      } else if (next_look(tree_) <= now_) {
        tell(happened::time_passed{});
      } else {
        return;
      }
    }
  }

  tree tree_;
  random_source random_;
  std::minstd_rand dice_{1};
  instant now_{};
  std::queue<tree_event> coming_;
  std::vector<tree_command> out_;
  std::size_t events_ = 0;
};

} // namespace bench

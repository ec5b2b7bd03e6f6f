// A supervised tree of which somebody crashes all the time, in a world where whatever is asked happens at once.
#pragma once

#include <queue>
#include <string>

#include "supervision/tree/decide.hpp"
#include "supervision/tree/plant.hpp"

namespace bench {

namespace decision = troupe::rooms::supervision;

/// Children of one supervisor.
inline troupe::tree_spec flat(int size, troupe::restart_strategy strategy) {
  troupe::tree_spec made{.options = {.strategy = strategy,
                                     .limit = {.restarts = troupe::unlimited},
                                     .budget = troupe::restart_budget{troupe::unlimited, troupe::infinity}}};
  for (int i = 0; i < size; ++i)
    made.children.emplace_back(
      troupe::child{.name = "c" + std::to_string(i),
                    .backoff = {.initial = std::chrono::milliseconds(5), .max = std::chrono::milliseconds(50)},
                    .count = {}});
  return made;
}

/// Supervisors of five each, and five children beside them.
inline troupe::tree_spec deep(int size, troupe::restart_strategy strategy) {
  troupe::tree_spec made = flat(5, strategy);
  for (int i = 0; 6 * i < size; ++i) {
    troupe::tree_spec below = flat(5, strategy);
    below.name = "s" + std::to_string(i);
    for (auto& each : below.children)
      std::get<troupe::child>(each).name += below.name;
    made.children.emplace_back(below);
  }
  return made;
}

class crashing {
public:
  explicit crashing(const troupe::tree_spec& what) : tree_(decision::plant(what, 4)), random_(1) {
    tell(decision::happened::begin{});
    settle();
  }

  /// How many events that was.
  std::size_t crash_one() {
    const std::size_t before = events_;
    const auto who = static_cast<decision::node_id>(dice_() % tree_.nodes.size());
    const decision::node& one = tree_.nodes[who];
    now_ += std::chrono::milliseconds(1);
    if (one.kind == decision::node_kind::process && troupe::is_up(one.state))
      tell(
        decision::happened::ended{{who, one.incarnation}, troupe::end_cause::exit, {troupe::ending_kind::exited, 1}});
    settle();
    return events_ - before;
  }

private:
  void tell(const decision::tree_event& what) {
    ++events_;
    out_.clear();
    decision::decide(tree_, what, now_, random_, out_);
    for (const decision::tree_command& each : out_)
      react(each);
  }

  void react(const decision::tree_command& to) {
    if (const auto* start = std::get_if<decision::order::start>(&to))
      coming_.push(decision::happened::started{start->life}), coming_.push(decision::happened::ready{start->life});
    else if (const auto* drain = std::get_if<decision::order::drain>(&to))
      coming_.push(decision::happened::drained{drain->life});
    else if (const auto* exit = std::get_if<decision::order::ask_exit>(&to))
      coming_.push(decision::happened::ended{exit->life, troupe::end_cause::exit, {troupe::ending_kind::exited, 0}});
  }

  void settle() {
    for (;;) {
      if (!coming_.empty()) {
        const decision::tree_event next = coming_.front();
        coming_.pop();
        tell(next);
      } else if (decision::next_look(tree_) <= now_) {
        tell(decision::happened::time_passed{});
      } else {
        return;
      }
    }
  }

  decision::tree tree_;
  decision::random_source random_;
  std::minstd_rand dice_{1};
  decision::instant now_{};
  std::queue<decision::tree_event> coming_;
  std::vector<decision::tree_command> out_;
  std::size_t events_ = 0;
};

} // namespace bench

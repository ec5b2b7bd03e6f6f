/// Looks at a history event by event, and complains about what may never be.
#pragma once

#include <map>
#include <set>

#include "supervision/tree/world.hpp"

namespace troupe::rooms::supervision {

/// One life of a node at a time, numbered upwards, with one end; no change of state outside the diagram; nobody starts
/// before all it waits for is so far, nor more at once than may; a stop asks the reverse of the order of starts; nobody
/// outlives its grace without being killed; no child restarts more often than its limit allows.
class history_checker {
public:
  /// `of` outlives this; its descriptions are read, never its states.
  explicit history_checker(const tree& of) : of_(of.nodes) {}

  void check(const entry& what);
  /// Somebody has asked for its start: its failures are forgotten.
  void forgive(node_id who) { lives_[who].restarts.clear(); }
  void expect_all_down() const;

private:
  struct life {
    child_state state = child_state::stopped;
    std::uint32_t incarnation = 0;
    bool has_ended = true;
    bool was_held = false;
    bool was_late = false;   ///< its start took too long, so it was asked whatever others did
    std::size_t started = 0; ///< the number of the entry
    std::size_t asked = 0;   ///< to stop; 0: not yet
    std::size_t ended = 0;
    instant asked_at{};
    instant since{};
    duration active{};
    std::vector<duration> restarts;
  };

  void see(instant at, const order::start& what);
  void see(instant at, const order::drain& what) { see_asked(at, what.life); }
  void see(instant at, const order::ask_exit& what) { see_asked(at, what.life); }
  void see(instant at, const order::signal& what) { see_asked(at, what.life); }
  void see(instant at, const order::kill& what) { see_asked(at, what.life); }
  void see(instant at, const told::state& what);
  void see(instant at, const told::end& what);
  void see(instant, const told::over&) { is_over_ = true; }
  void see(instant, const told::removed& what) { lives_.erase(what.who); }
  void see_asked(instant at, const life_of& which);
  void see_start(node_id who);
  void see_restart(node_id who, const told::end& what);
  void expect_reverse_order(node_id supervisor);
  void expect_in_time(instant at, node_id who) const;
  [[nodiscard]] bool has_reached(const wait_for& what) const;
  [[nodiscard]] bool has_budget_above(node_id who) const;

  const std::vector<node>& of_;
  std::map<node_id, life> lives_;
  std::size_t number_ = 0;
  instant now_{};
  bool is_over_ = false;
};

} // namespace troupe::rooms::supervision

/// What can happen to a supervised tree.
#pragma once

#include <optional>
#include <variant>

#include "supervision/tree/tree.hpp"

namespace troupe::rooms::supervision {

/// One life of one node: what is said of another one is out of date, and ignored.
struct life_of {
  node_id who = no_node;
  std::uint32_t incarnation = 0;
  std::uint32_t tenant = 0;
  friend bool operator==(const life_of&, const life_of&) = default;
};

/// The present or last one of the node of that number.
[[nodiscard]] inline life_of life_in(const tree& of, node_id who) noexcept {
  return {who, of.nodes[who].incarnation, of.nodes[who].tenant};
}

namespace happened {

/// The tree is to run.
struct begin {};
/// Some of the time has passed that `next_look` spoke of.
struct time_passed {};
/// There is a process, and for a program: it runs.
struct started {
  life_of life;
};
struct ready {
  life_of life;
};
/// Nothing is left to do for who takes no new mail.
struct drained {
  life_of life;
};
/// The process is over, and everything that it had started in its group. `cause`: exit, signal, exec_failed,
/// actor_error, actor_kill or supervisor_gone.
struct ended {
  life_of life;
  end_cause cause = end_cause::exit;
  ending how;
};
/// It asks for so much more time to start or to stop.
struct extend {
  life_of life;
  duration by{};
};

/// Somebody asks for it, by name; the node may be a supervisor or pool with all that is below. A start or restart below
/// a supervisor that is not up does nothing.
struct start_asked {
  node_id who = no_node;
};
/// `drain`: how long actors may finish what waits for them, in place of what their options say.
struct stop_asked {
  node_id who = no_node;
  std::optional<duration> drain = {};
};
/// A planned one: counts as no failure.
struct restart_asked {
  node_id who = no_node;
};
/// It stops and is forgotten.
struct removal_asked {
  node_id who = no_node;
};
/// The whole tree is to end, with this exit code; at once: without asking its processes.
struct end_asked {
  int exit_code = 0;
  bool at_once = false;
};

} // namespace happened

using tree_event =
  std::variant<happened::begin, happened::time_passed, happened::started, happened::ready, happened::drained,
               happened::ended, happened::extend, happened::start_asked, happened::stop_asked, happened::restart_asked,
               happened::removal_asked, happened::end_asked>;

} // namespace troupe::rooms::supervision

/// A supervised tree as a value: what its children are, and where each of them is in its life.
///
/// It is changed by `plant` (plant.hpp) and by `decide` (decide.hpp) alone. Nodes are never renumbered; the number of a
/// removed one is vacant until another is planted there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "supervision/tree/policy.hpp"
#include "troupe/child_state.hpp"
#include "troupe/ending.hpp"

namespace troupe::rooms::supervision {

using node_id = std::uint32_t;
inline constexpr node_id root_node = 0;
inline constexpr node_id no_node = ~node_id{0};

enum class node_kind : std::uint8_t {
  process,
  supervisor,
  pool, ///< a supervisor of equal processes, its slots
};

/// Another node that has to be so far before this one starts.
struct wait_for {
  node_id who = no_node;
  milestone until = milestone::ready;
};

/// How a supervisor is going to end by itself, once its children have.
struct own_end {
  enum class kind : std::uint8_t { fail, finish, hold, stay_down } what = kind::fail;
  end_cause cause = end_cause::exit;
  ending how = {};
};

struct node {
  std::string name;                  ///< a pool's slot: "resize[3]"
  std::shared_ptr<const child> spec; ///< what a process was described by, for who starts it
  node_kind kind = node_kind::process;
  node_id parent = no_node;
  child_policy with;
  process_policy process;       ///< of a process
  supervisor_policy supervisor; ///< of a supervisor or pool
  bool is_added = false;        ///< after its supervisor was begun

  std::vector<node_id> children;   ///< in the order of the list
  std::vector<wait_for> waits;     ///< anywhere in the tree
  std::vector<node_id> waiters;    ///< who has this node in its `waits`
  std::vector<node_id> dependents; ///< siblings that wait, or have somebody below that waits, for this or below; once
                                   ///< for each who waits

  child_state state = child_state::stopped;
  std::uint32_t incarnation = 0; ///< of the present or last life; 0 before the first
  std::uint32_t tenant = 0;      ///< how many others have had this number before
  bool is_wanted = false;        ///< it should run, as soon as it can
  bool must_stop = false;        ///< its end is decided; it may not have been asked yet
  end_cause why = end_cause::stopped;
  bool has_process = false; ///< and not only the wish for one
  bool is_probe = false;    ///< held, and not yet ready for long enough
  instant last_probe{};     ///< when it was started, or held
  bool is_leaving = false;  ///< removed once it is down
  bool is_removed = false;
  std::uint32_t group = 0; ///< restarted together with others; 0: none

  instant deadline = never; ///< what it is depends on the state
  std::uint32_t deadline_number = 0;
  instant phase_began{}; ///< the start, or the request to stop
  duration extended{};
  std::optional<duration> drain_asked; ///< for the next stop, in place of its own
  duration drain{}, grace{};           ///< of the present stop
  enum class stop_step : std::uint8_t { drain, exit, signal, kill } step = stop_step::drain;

  std::uint32_t in_a_row = 0; ///< restarts since it was last ready for `backoff.reset`
  instant ready_since = never;
  stopwatch active; ///< the time it has spent starting or ready
  failure_window failures;

  std::vector<node_id> started;  ///< children that are up, in the order of their starts
  std::size_t starting = 0;      ///< processes among them that are
  std::size_t backing_off = 0;   ///< children in backoff
  std::uint32_t last_group = 0;  ///< number given to a group
  stopwatch undisturbed;         ///< the time it was up and no child in backoff
  failure_window all_failures;   ///< of its children, for limits of scope supervisor
  failure_window restarts_below; ///< for its budget
  std::optional<own_end> ending_by_itself;
  bool is_touched = false; ///< has to be looked at in this step
};

struct timer {
  instant at{};
  node_id who = no_node;
  std::uint32_t number = 0;
};

struct tree {
  std::vector<node> nodes;
  std::vector<node_id> vacant; ///< numbers of removed ones
  std::vector<timer> timers;   ///< a heap, the first to fire in front; outdated ones among them
  std::vector<node_id> touched;
  std::size_t timed = 0;        ///< nodes that will be killed if nothing happens
  instant promised_look{never}; ///< when the caller was to come back at the latest
  bool is_to_end = false;       ///< somebody has asked for it, and nothing is started any more
  int exit_code = 0;            ///< then
  bool is_over = false;
};

} // namespace troupe::rooms::supervision

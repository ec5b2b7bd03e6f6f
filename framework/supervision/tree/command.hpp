/// What comes out of a decision: things to do, and things to tell.
#pragma once

#include <string>
#include <variant>

#include "supervision/tree/event.hpp"

namespace troupe::rooms::supervision {

/// What follows an end.
enum class then : std::uint8_t {
  nothing,
  restart,     ///< after `delay`
  with_others, ///< when what is restarted with it has ended too
  hold,
  escalate, ///< the supervisor gives up
};
[[nodiscard]] std::string_view name(then next) noexcept;

/// To do. Only `start` makes a process, and one life of a node has ended before the next is started.
namespace order {

struct start {
  life_of life;
};
/// Actors: no new mail, finish what is there, say when done.
struct drain {
  life_of life;
};
/// Actors.
struct ask_exit {
  life_of life;
};
struct signal {
  life_of life;
  int number = 0;
};
/// SIGKILL to the process and to everything in its group.
struct kill {
  life_of life;
};

} // namespace order

/// To tell.
namespace told {

struct state {
  life_of life;
  child_state now = child_state::stopped;
};
/// One for each life, of supervisors and pools too.
struct end {
  life_of life;
  end_cause cause = end_cause::exit;
  ending how;
  then next = then::nothing;
  duration delay{};
};
/// Nothing is up any more and nothing will be; the last word.
struct over {
  int exit_code = 0;
};
struct removed {
  node_id who = no_node;
};

} // namespace told

using tree_command = std::variant<order::start, order::drain, order::ask_exit, order::signal, order::kill, told::state,
                                  told::end, told::over, told::removed>;

/// One line, e.g. "web 2 ended: signal 9, restart in 200ms"; the same for the same command of the same tree.
[[nodiscard]] std::string text(const tree& of, const tree_command& command);

} // namespace troupe::rooms::supervision

/// Who waits until parts of a tree are so far.
///
/// Threads: the house thread alone.
#pragma once

#include <string>
#include <vector>

#include "house/control/control_server.hpp"
#include "supervision/tree/event.hpp"

namespace troupe::rooms::house {

/// Stopped, or never up, and nothing brings it back by itself but a retry of what is held.
[[nodiscard]] bool is_down(const supervision::node& one);
[[nodiscard]] bool is_well(const supervision::node& one);
/// Why it cannot start: a supervisor or pool above it is down. Empty when none is.
[[nodiscard]] std::string hindrance(const supervision::tree& in, supervision::node_id who);

/// One who is waited for, with the name he had.
struct awaited {
  supervision::life_of life;
  std::string name;
};

/// Somebody who waits until all of some nodes are so far.
struct tree_wait {
  control_reply reply;
  std::string command; ///< that has asked for it
  std::string until;   ///< of `wait`
  std::vector<awaited> who;
  os::time_point deadline = os::never;
  message::json::object result; ///< but for what comes of the waiting
};

class tree_waits {
public:
  void add(tree_wait one) { all_.push_back(std::move(one)); }
  /// Answers whoever waits for what has come about, or cannot any more.
  void look(const supervision::tree& in);
  /// When somebody who waits has waited long enough.
  [[nodiscard]] os::time_point next_deadline() const noexcept;

private:
  std::vector<tree_wait> all_;
};

} // namespace troupe::rooms::house

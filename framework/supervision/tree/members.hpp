/// A tree as a list of its members, for those who look at all of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "supervision/tree/tree_check.hpp"

namespace troupe::rooms::supervision {

/// A child or a supervisor. Exactly one of `worker` and `supervisor` is set.
struct member {
  std::string name;
  const child* worker = nullptr;
  const tree_spec* supervisor = nullptr;
  int above = -1;   ///< index of its supervisor; -1 for the root
  int position = 0; ///< among its siblings
  std::vector<int> below = {};

  [[nodiscard]] const std::vector<prerequisite>& after() const noexcept {
    return worker != nullptr ? worker->after : supervisor->options.after;
  }
  [[nodiscard]] const std::map<std::string, std::string>& uses() const noexcept {
    return worker != nullptr ? worker->uses : supervisor->options.uses;
  }
  [[nodiscard]] restart_kind restart() const noexcept {
    return worker != nullptr ? worker->restart : supervisor->options.restart;
  }
  [[nodiscard]] bool significant() const noexcept {
    return worker != nullptr ? worker->significant : supervisor->options.significant;
  }
  [[nodiscard]] bool autostart() const noexcept {
    return worker != nullptr ? worker->autostart : supervisor->options.autostart;
  }
  [[nodiscard]] const backoff_options& backoff() const noexcept {
    return worker != nullptr ? worker->backoff : supervisor->options.backoff;
  }
};

/// The root is the first; everybody comes behind its supervisor. Points into `root`.
struct member_list {
  explicit member_list(const tree_spec& root);

  std::vector<member> all;
  std::map<std::string, int, std::less<>> by_name; ///< names and aliases, the first of equals

  /// -1 when nobody has that name.
  [[nodiscard]] int find(std::string_view name) const noexcept;
  /// The siblings above both, or they themselves; -1 and -1 when one of them is above the other.
  [[nodiscard]] std::pair<int, int> siblings_above(int a, int b) const;
  /// Whether its children wait for each other.
  [[nodiscard]] static bool starts_in_sequence(const tree_spec& supervisor) noexcept;
};

/// The graph of what has to happen before what (tree_order.cpp): E205 and E206.
void check_order(const member_list& members, std::vector<finding>& to);

/// Of siblings who has to stop before whom, where every order of starts is possible (tree_stop_order.cpp): E206.
void check_stop_order(const member_list& members, std::vector<finding>& to);

} // namespace troupe::rooms::supervision

/// What has happened in a tree, the last ten thousand things of it, and those who want to hear what comes.
///
/// Threads: the house thread alone.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "house/control/control_server.hpp"
#include "message/json.hpp"
#include "supervision/tree/tree.hpp"

namespace troupe::rooms::house {

/// As in every answer: "2026-11-21T07:11:33.5Z".
[[nodiscard]] std::string present_time_text();

class tree_events {
public:
  /// `data`: of an end its record.
  void remember(supervision::node_id who, const supervision::node& seen, const std::string& kind, std::string words,
                message::json::value data = nullptr);
  /// What has happened to some of the tree, or to all of it, whoever has left it since; then ends the answer with
  /// `result`, or goes on with what happens, as is asked.
  void show(const control_request& asked, const control_reply& reply, std::optional<std::vector<std::size_t>> who,
            message::json::object&& result);
  /// Who has that number from now on is somebody else.
  void forget(supervision::node_id who);

private:
  struct event {
    supervision::node_id who = supervision::no_node;
    message::json::object what;
  };
  struct follower {
    control_reply reply;
    std::optional<std::vector<std::size_t>> who; ///< empty: everybody
  };

  std::deque<event> all_;
  std::uint64_t last_ = 0; ///< number of an event
  std::vector<follower> followers_;
};

} // namespace troupe::rooms::house

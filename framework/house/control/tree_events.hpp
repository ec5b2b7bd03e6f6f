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
  /// Tells more to those who have read what they were told. The events themselves wait here, once for all of them: who
  /// is so slow that some are forgotten meanwhile is told that, and gets no more.
  void look();
  /// Nothing will happen any more.
  void end();
  /// Who has that number from now on is somebody else.
  void forget(supervision::node_id who);

private:
  struct event {
    supervision::node_id who = supervision::no_node;
    message::json::object what;
  };
  struct reader {
    control_reply reply;
    std::optional<std::vector<std::size_t>> who; ///< empty: everybody
    std::uint64_t next, last;                    ///< numbers of events
    message::json::object result;
  };

  [[nodiscard]] std::uint64_t first() const noexcept { return last_ + 1 - all_.size(); }
  [[nodiscard]] const event& at(std::uint64_t number) const { return all_[number - first()]; }
  [[nodiscard]] std::uint64_t begin_of(const control_request& asked, const reader& one) const;
  /// Whether there is more for it, now or later.
  bool tell(reader& one) const;

  std::deque<event> all_;
  std::uint64_t last_ = 0; ///< number of an event
  std::vector<reader> readers_;
};

} // namespace troupe::rooms::house

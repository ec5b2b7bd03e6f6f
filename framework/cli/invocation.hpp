/// What was asked on the command line.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace troupe::rooms::cli {

struct invocation {
  std::string command;

  // Which tree, and how to answer.
  std::string tree, socket;
  bool json = false, jsonl = false, quiet = false, no_color = false, yes = false;
  std::optional<std::chrono::nanoseconds> timeout = {};
  bool wait = true;
  bool dry_run = false;
  std::string reason;

  std::vector<std::string> addresses, filters;
  std::string file;                                         ///< of `run` and `check`; of a value for `send`
  bool strict = false, explain = false, no_resolve = false; ///< check
  std::vector<std::string> set;                             ///< run and check: KEY=VALUE
  std::vector<std::string> only, without;                   ///< run
  bool detach = false, notify = false;                      ///< run
  std::string output;                                       ///< run: a file, with `detach`
  std::string columns, sort;                                ///< ps
  bool only_failed = false, assert_ready = false;           ///< ps
  unsigned history = 10;                                    ///< status
  std::uint64_t from = 0;                                   ///< events: sequence number
  std::optional<std::uint64_t> last = {};                   ///< events
  bool follow = false;                                      ///< events
  bool no_deps = false;                                     ///< start
  bool kill = false;                                        ///< stop
  std::optional<std::chrono::nanoseconds> drain = {};       ///< stop
  bool deps = false;                                        ///< tree
  std::string graph;                                        ///< check: mermaid or dot
  std::string until = "ready";                              ///< wait
  std::string type, value;                                  ///< send
  bool request = false, list = false;                       ///< send
  std::vector<std::string> show, requeue, drop;             ///< dead-letters: ids
  std::string topic;                                        ///< help

  [[nodiscard]] bool wants_json() const noexcept { return json || jsonl; }
};

} // namespace troupe::rooms::cli

/// One child of a supervisor, as a plain struct: an actor, a program, or a pool of either.
///
/// The fields are the keys of `[actor.X]`, `[command.X]` and `[pool.X]` in a tree file, in their order and with their
/// defaults. An empty optional takes its value from the supervisor, or from the kind of child.
/// Threads: values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "troupe/child_options.hpp"
#include "troupe/fn.hpp"

namespace troupe::rooms::spawn {
struct birth;
}

namespace troupe {

/// The actor that a child is: `{fn<counter>, 5}`, or `fn<counter>` alone. A tree file names it and gives `args`.
class actor_run {
public:
  actor_run() = default;
  /// The factory and its arguments, as `troupe::spawn` takes them. Defined in <troupe/supervisor.hpp>.
  template <auto F, class... Args>
  actor_run(fn_type<F> f, Args&&... args);

  std::string name = {};                         ///< "counter", "shop::counter", "libshop.so:counter"
  void (*entry)(rooms::spawn::birth&) = nullptr; ///< what the process runs; null until the name is resolved
  std::vector<std::uint64_t> parameters = {};    ///< the factory's, encoded
  friend bool operator==(const actor_run&, const actor_run&) = default;
};

/// A child and all that is to be known about it. Which kind it is: `.run` is set for an actor, `.command` or `.shell`
/// for a program, and with `.count` it is a pool of them.
struct child {
  std::string name = {};                        ///< [a-z][a-z0-9_-]{0,62}, unique in the whole tree
  actor_run run = {};                           ///< actors
  std::vector<std::string> command = {};        ///< programs: the file and its arguments; no shell reads them
  std::string shell = {};                       ///< programs: what `/bin/sh -c` reads, instead of `command`
  bool autostart = true;                        ///< false: not before it is told to
  std::vector<prerequisite> after = {};         ///< ordering only
  std::map<std::string, std::string> uses = {}; ///< local name -> child; implies `after`
  std::vector<std::string> alias = {};          ///< more names under which it is found
  restart_kind restart = permanent;
  code_list success = {0, end_code::stop_signal()}; ///< clean ends
  code_list fatal = {78};                           ///< never restarted after one of these
  bool significant = false;                         ///< for the supervisor's `auto_shutdown`
  backoff_options backoff = {};
  std::optional<restart_limit> limit = {};           ///< empty: the supervisor's
  std::optional<limit_action> on_limit = {};         ///< empty: the supervisor's
  std::optional<duration> hold_retry = {};           ///< empty: the supervisor's
  duration start_timeout = std::chrono::seconds(30); ///< from the start of the process to ready
  std::optional<readiness> ready = {};               ///< empty: handshake for actors, exec for programs
  stop_options stop = {};
  duration max_extend = std::chrono::minutes(10); ///< how much more it may ask for while it starts or stops
  std::filesystem::path cwd = {};                 ///< programs; empty: as the supervisor's
  std::string user = {};                          ///< programs; needs privilege
  std::vector<std::string> groups = {};           ///< programs, with `user`; empty: the user's own
  std::optional<std::uint32_t> umask = {};        ///< programs
  std::map<std::string, std::string> env = {};    ///< programs
  std::vector<troupe::env_file> env_file = {};    ///< programs
  inherited_env env_inherit = true;               ///< programs
  input_source stdin = {};                        ///< programs
  mailbox_options mailbox = {};                   ///< actors
  delivery_kind delivery = at_most_once;          ///< actors
  std::uint32_t max_deliveries = 3;               ///< actors, with at_least_once
  bool durable = false;                           ///< added later: comes back with its supervisor
  std::optional<child_count> count = {};          ///< pools: their slots, 0 to count-1
  dispatch_kind dispatch = least_loaded;          ///< pools
  waiting_options queue = {};                     ///< pools
  work_options work = {};                         ///< pools
  child_count min_ready = 1;                      ///< pools: ready when so many of its slots are
  std::map<std::string, std::string> extra = {};  ///< what a tree file has under x_..., as JSON
  friend bool operator==(const child&, const child&) = default;
};

} // namespace troupe

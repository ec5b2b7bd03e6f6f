/// A simulated world for the decision: virtual time, processes with habits, and a history of all that came out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "supervision/tree/decide.hpp"
#include "supervision/tree/plant.hpp"
#include "support/virtual_clock.hpp"

namespace troupe::rooms::supervision {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// How a process behaves that nobody crashes.
struct habits {
  duration to_start = milliseconds(1); ///< from the order to a process
  duration to_ready = milliseconds(1); ///< from there
  duration to_end = milliseconds(1);   ///< from being asked
  bool gets_ready = true;
  bool heeds_drain = true;
  bool heeds_exit = true;
  bool heeds_signal = true;
  bool is_executable = true;
};

/// One thing that came out, and when.
struct entry {
  instant at{};
  tree_command what;
};

class world {
public:
  explicit world(const tree_spec& what, std::uint64_t seed = 1, unsigned cpus = 4);

  /// For children of that name, or all slots of a pool of it, from the next life on.
  habits& habits_of(const std::string& name) { return habits_[name]; }
  /// Habits of everybody who has none of its own.
  habits usual;

  void begin() { tell(happened::begin{}); }
  void run_for(duration how_long);
  /// Until nothing moves but what waits for more than `patience`.
  void run_until_quiet(duration patience = minutes(10));
  /// The supervisor does nothing meanwhile; what happens is told to it afterwards.
  void stall(duration how_long);

  void crash(const std::string& name, ending how = {ending_kind::exited, 1}, end_cause cause = end_cause::exit);
  void kill(const std::string& name, int signal) { crash(name, {ending_kind::signalled, signal}, end_cause::signal); }
  void tell(const tree_event& what);
  void ask_stop(const std::string& name) { tell(happened::stop_asked{node_of(name)}); }
  void ask_start(const std::string& name) { tell(happened::start_asked{node_of(name)}); }
  void ask_restart(const std::string& name) { tell(happened::restart_asked{node_of(name)}); }

  [[nodiscard]] node_id node_of(const std::string& name) const;
  [[nodiscard]] const node& look(const std::string& name) const { return tree_.nodes[node_of(name)]; }
  [[nodiscard]] child_state state(const std::string& name) const { return look(name).state; }
  [[nodiscard]] std::uint32_t incarnation(const std::string& name) const { return look(name).incarnation; }
  [[nodiscard]] tree& present() noexcept { return tree_; }
  [[nodiscard]] instant now() const noexcept { return clock_.now(); }
  [[nodiscard]] const std::vector<entry>& history() const noexcept { return history_; }
  [[nodiscard]] std::string text() const;
  /// Names of processes, in order: "+a" started, "-a" asked to stop (by the first step), "a!" ended by itself.
  [[nodiscard]] std::string moves() const;
  void forget_history() { history_.clear(); }
  /// The last end of that node.
  [[nodiscard]] told::end end_of(const std::string& name) const;
  [[nodiscard]] int exit_code() const;
  [[nodiscard]] bool is_over() const noexcept { return tree_.is_over; }

private:
  [[nodiscard]] const habits& habits_of(node_id who) const;
  void later(duration by, const tree_event& what);
  void react(const tree_command& to);
  void end_later(const life_of& life, const ending& how, end_cause cause, bool at_once = false);
  /// The next thing, if it is due by then.
  bool take_one(instant until);

  tree tree_;
  random_source random_;
  tests::virtual_clock<tree_event> clock_;
  std::map<std::string, habits> habits_;
  std::vector<entry> history_;
};

/// A child with nothing but a name, that comes back at once.
[[nodiscard]] child some(const std::string& name);
/// A supervisor over such children.
[[nodiscard]] tree_spec over(const supervisor_options& options, const std::vector<std::string>& names);

} // namespace troupe::rooms::supervision

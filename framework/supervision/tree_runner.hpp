/// Runs a supervised tree: does what the decision (tree/decide.hpp) says, and tells it what has happened.
///
/// Threads: the house thread alone.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mailbox/endpoint.hpp"
#include "os/clock.hpp"
#include "supervision/lives.hpp"
#include "supervision/notices.hpp"
#include "supervision/roles.hpp"
#include "supervision/tree/decide.hpp"
#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::supervision {

/// Something the decision tells, with what only the runner knows of it.
struct tree_news {
  const tree& of;
  const tree_command& what;
  int pid = 0;                 ///< of the life it is about; 0 when it has no process
  os::duration lived{};        ///< since its start
  std::string_view why = {};   ///< of an end: the text of the error, of the failed exec; else empty
  mailbox::address where = {}; ///< of that life; of no slot when it has none
  std::uint64_t lost = 0;      ///< of an end: messages that were in hand and are redelivered to nobody
};

struct tree_runner_options {
  std::string name; ///< of the tree, for `{tree}`
  spawn::start_method method = spawn::start_method::fork_server;
  mailbox::address house;        ///< where the supervisor actor of the workers is
  std::uint64_t supervisor = 0;  ///< its id
  std::uint64_t random_seed = 0; ///< of the jitter of delays
};

class tree_runner {
public:
  /// Calls the attention of the worker in a slot: to `attention_stop` or `attention_drain`.
  using caller = std::function<void(mailbox::slot_id, mailbox::attention)>;
  /// `over` and `mail` outlive this. `tell` hears everything, on this thread.
  /// Fails: invalid_argument, as `plant` does.
  tree_runner(const tree_spec& what, tree_runner_options options, lives& over, roles& mail, caller call,
              std::function<void(const tree_news&)> tell);
  ~tree_runner();

  /// Something has happened, or is asked for: `look` sees to it.
  void note(const tree_event& what) { coming_.push_back(what); }
  /// One more child for the supervisor of that name; it starts at the next `look`.
  /// Fails: as `plant` does, and invalid_state when there is no such supervisor.
  void add(const std::string& supervisor, const std::variant<child, tree_spec>& what);
  /// SIGKILL to it and all processes below it.
  void kill_below(node_id who);
  /// For `lives`: a process has ended, and has reported this of its start or of its failure.
  void on_end(mailbox::address who, const ending& how, const std::optional<mailbox::start_report>& report);
  /// Decides about everything that has happened, and does what follows; then lets time pass.
  void look();
  /// Readable when `look` is due because a program says something of itself; -1 while none can.
  [[nodiscard]] int descriptor() const noexcept { return notices_.descriptor(); }
  /// When `look` is due though nothing happens; os::never when it is not.
  [[nodiscard]] os::time_point next_look() const;

  /// The time of the decision.
  [[nodiscard]] instant now() const;
  /// Empty until the tree is over.
  [[nodiscard]] std::optional<int> exit_code() const noexcept { return exit_code_; }
  /// Its nodes and where they are in their lives.
  [[nodiscard]] const tree& present() const noexcept { return tree_; }
  [[nodiscard]] int pid_of(node_id who) const;
  /// Of its present or last life; of no slot when it had none.
  [[nodiscard]] mailbox::address slot_of(node_id who) const;
  /// Its role; none when it is no actor, was never started, or has ended for good.
  [[nodiscard]] caf::actor actor_of(node_id who) const;
  /// Since the start of its present life; empty when it is not up.
  [[nodiscard]] std::optional<os::duration> up_time(node_id who) const;
  /// The mailbox of the actor or pool of that name or alias, which need not have been started.
  /// Fails: unknown_name, also for what is no actor or has ended for good; no_resource.
  [[nodiscard]] mailbox::address role_named(const std::string& name);
  /// The mailboxes of its actors.
  [[nodiscard]] roles& mail() const noexcept { return mail_; }
  /// Until its next start, where that waits for a time alone.
  [[nodiscard]] std::optional<os::duration> time_to_start(node_id who) const;

private:
  /// The process of one life of a node.
  struct process {
    life_of life;
    mailbox::address where; ///< of no slot when it was refused one
    os::time_point began{};
    int pid = 0;
    std::string why;        ///< it did not start, or has ended
    std::uint64_t lost = 0; ///< messages, by its end
  };

  void hear();
  void take(const tree_event& what);
  void act(const tree_command& command);
  /// Its mailbox, made now if there is none.
  mailbox::address role_of(node_id who);
  mailbox::address role_of_pool(node_id who);
  void start(const life_of& life);
  [[nodiscard]] mailbox::address launch(const life_of& life);
  void close_ended_roles();
  void close_roles_from(node_id who);
  void on_started(const life_of& life, const start_outcome& how);
  void ask(const life_of& life, mailbox::attention what);
  void ask_program(const life_of& life, int number);
  void run_stop_command(const life_of& life, int otherwise);
  void signal(const life_of& life, int number);
  void end(const life_of& life, end_cause cause, const ending& how, const std::string& why);
  [[nodiscard]] process_order order_of(const node& one, const life_of& life);
  [[nodiscard]] process_order program_order_of(const child& what, const life_of& life, const std::string& notify) const;
  [[nodiscard]] mailbox::address where_is(const life_of& life) const;
  void tell(const tree_command& command);
  void forget(node_id who);

  tree_runner_options options_;
  lives& over_;
  roles& mail_;
  caller call_;
  std::function<void(const tree_news&)> tell_;
  os::time_point epoch_;
  tree tree_;
  random_source random_;
  std::map<node_id, process> processes_; ///< of the present or last life
  std::vector<node_id> changed_;         ///< since roles that have ended were looked for
  notices notices_;
  std::map<node_id, mailbox::address> stop_commands_; ///< the last of each child's
  std::deque<tree_event> coming_;
  std::optional<int> exit_code_;
};

} // namespace troupe::rooms::supervision

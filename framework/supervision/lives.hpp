/// Owner of slots: every process of the system from its claim to its end.
///
/// A life is a slot, an incarnation and a process. It begins with `start` (or `restart`, where a
/// mailbox outlived its process), is told once whether it became ready, and ends once. What peers
/// see of it is the slot table, which is written here and nowhere else.
/// Threads: the house thread alone.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "mailbox/region.hpp"
#include "os/pidfd.hpp"
#include "spawn/spawner.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

/// What a process is to be.
struct process_order {
  std::string name;
  spawn::start_method method = spawn::start_method::fork_server;
  spawn::code_place entry;
  std::vector<std::uint64_t> arguments;
  bool keep_mailbox = false;    ///< its mail waits for the next incarnation instead of ending with it
  bool ready_when_born = false; ///< it hosts no actor and reports nothing: its start is told when it exists
  bool is_program = false;      ///< it becomes another program; its start is told when it has
};

/// How a start went: `actor` of `who` (0: it hosts none) is ready, or `code` and `text` say why not.
struct start_outcome {
  mailbox::address who;
  int pid = 0;
  std::uint64_t actor = 0;
  errc code = errc::none;
  std::string text;
  int error_number = 0;
};
using start_told = std::function<void(const start_outcome&)>;
using end_told = std::function<void(mailbox::address, const ending&)>;

class lives final : spawn::listener {
public:
  /// `on_end` hears of every process that ended after its start was told.
  lives(std::shared_ptr<mailbox::region> where, end_told on_end);
  ~lives();

  /// Makes guard and spawner now, instead of at the first start. Fails: no_resource.
  void warm_up();
  /// Claims a slot and asks for its process; `tell` is called once, now or later. Gives whose start it is, or no
  /// address when it has been told already that there will be none.
  mailbox::address start(process_order what, start_told tell);
  /// A slot for a mailbox that is kept, before it has a process: mail for it waits. Gives the role.
  /// Fails: no_resource; invalid_state when the system is ending.
  mailbox::address reserve(const std::string& name);
  /// The next incarnation in a slot whose mailbox was kept. Gives its address as `start` does.
  mailbox::address restart(mailbox::slot_id slot, process_order what, start_told tell);
  /// No incarnation will follow in that slot, which has no process now.
  void close_role(mailbox::slot_id slot);
  /// Whether the signal was sent, or will be as soon as the process is known.
  bool signal(mailbox::address who, int number);
  /// The same to all processes of its group that it has started.
  bool signal_group(mailbox::address who, int number);
  /// It is being asked to end (by its doorbell, say): when it exits without an error, it has `stopped`.
  void expect_stop(mailbox::address who);
  /// Looks who has become ready: for when the house's bell rang for that.
  void look_for_ready();
  /// From now on every start is refused with `why`.
  void refuse_starts(std::string why);
  /// Ends spawner and guard, and with them every process that is left. Waits a second at most.
  void close();
  /// While `on_end` is told: what that process has reported last, of its start or of why its actor failed.
  [[nodiscard]] const std::optional<mailbox::start_report>& last_report() const noexcept { return last_report_; }
  /// The incarnations that have a process, or are about to.
  [[nodiscard]] std::vector<mailbox::address> running() const;

  /// Readable when `dispatch` has something to do; -1 while there is no spawner.
  [[nodiscard]] int descriptor() const noexcept;
  void dispatch();

private:
  struct life {
    mailbox::address who;
    std::string name;
    bool keep_mailbox = false;
    bool ready_when_born = false;
    os::pidfd process; ///< empty until the spawner has answered
    int pid = 0;
    int pending_signal = 0;
    bool asked_to_stop = false;
    start_told tell; ///< empty once told
  };

  void launch(mailbox::address who, process_order what, start_told tell);
  life* find(std::uint32_t slot, std::uint32_t incarnation);
  void tell_if_ready(life& which);
  void tell_started(life& which, std::uint64_t actor);
  void tell(life& which, start_outcome&& outcome);
  void end(mailbox::address who, const ending& how, start_outcome&& if_not_told);
  void end_all(const std::string& why);

  void on_spawned(spawn::spawned&& event) override;
  void on_not_spawned(spawn::not_spawned&& event) override;
  void on_gone(spawn::gone&& event) override;
  void on_spawner_lost(const std::string& why) override;

  std::shared_ptr<mailbox::region> where_;
  end_told on_end_;
  std::unordered_map<mailbox::slot_id, life> lives_;
  std::unique_ptr<spawn::spawner> spawner_;
  bool spawner_lost_ = false;
  std::optional<mailbox::start_report> last_report_;
  std::string refusal_;
};

} // namespace troupe::rooms::supervision

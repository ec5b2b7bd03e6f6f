/// One endpoint's actors: a CAF system whose scheduler is the thread that reads the mailbox.
///
/// Handlers never nest: draining happens in every wait, handlers run only when none is on the stack.
/// A process may have several hosts (the root has two: house and main); each has one actor system,
/// one endpoint, and is pumped by one thread at a time.
/// All that CAF calls internal is used in framework/actor/caf_seam/ alone.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "troupe/actor.hpp"
#include "actor/withdrawn_request.hpp"
#include "mailbox/endpoint.hpp"
#include "message/envelope.hpp"
#include "troupe/ending.hpp"

namespace troupe::rooms::actor {

class switchboard;

struct host_options {
  os::duration spin = std::chrono::microseconds(10); ///< with sched_yield, then sleep
  /// How long a handler waits for a receiver with a full lane; then the send is refused. A receiver that
  /// was waited for in vain is not waited for again before it has read something, and the next one in the
  /// same turn of an actor half as long.
  os::duration block_in_handler = std::chrono::seconds(1);
  /// For the house, which everybody waits for: nothing that is sent waits for room, in handlers and in plain code.
  /// Requests that find none fail at once, answers and messages go out when there is some.
  bool never_waits = false;

  friend bool operator==(const host_options&, const host_options&) = default;
};

class host {
public:
  host(std::shared_ptr<mailbox::region> where, mailbox::address self, host_options options = {});
  /// Makes what a host of the usual options has without its mailbox: the next one, of this process or of each that is
  /// forked from it, begins with that.
  static void prepare();
  /// Whether the next one will.
  [[nodiscard]] static bool is_prepared() noexcept;
  /// Sends exit to all local actors, pumps until they are gone, drops proxies, ends the CAF system.
  ~host();

  [[nodiscard]] caf::actor_system& system() noexcept;
  [[nodiscard]] mailbox::endpoint& mail() noexcept;

  /// Runs mail, handlers and timers until `finished()` is true or `deadline`. Sleeps when idle.
  /// From inside a handler it drains but runs none. Called by another thread than the present
  /// pumper it waits for its turn or for `finished()`. `finished` is asked after every round.
  bool pump_until(const std::function<bool()>& finished, os::time_point deadline = os::never);
  /// What is there now, without waiting.
  void pump_once();

  /// Before a thread sleeps on the endpoint's `watch`, once. Any thread.
  void be_rung();
  /// When `pump_once` will have a timer to fire; `never` when there is none. For those who sleep
  /// elsewhere (the house in poll, the bridge of a foreign main loop). Any thread.
  [[nodiscard]] os::time_point next_timer() const;
  /// Called by `pump_until` in plain code (no handler on the stack) before it sleeps and when it was
  /// woken; what it throws leaves `pump_until` and with it the user's wait. For Ctrl-C.
  void on_plain_wait(std::function<void()> what);

  /// The stand-in for an actor elsewhere (or the actor itself, if it lives here). Takes over one
  /// handle that its process has published.
  [[nodiscard]] caf::actor handle_of(mailbox::address where, std::uint64_t actor_id);
  /// Makes a local actor reachable from elsewhere for as long as it lives; gives its id.
  std::uint64_t publish(const caf::actor& who);
  /// The same for one handle that `holder` will make with `handle_of`: when it and all handles made
  /// from it are dropped, nobody elsewhere keeps the actor.
  std::uint64_t publish_for(const caf::actor& who, mailbox::address holder);
  /// Makes the actor of a role that this process leads from now on, once: all mail for the role goes to it. What it has
  /// not begun with when it ends stays in the mailbox, for the role's next life.
  caf::actor lead_role(mailbox::address role, const std::function<caf::actor()>& make);
  /// Mail for the role that is led here and comes from now on stays in the mailbox, for the role's next life; what is
  /// there now is handled. Not from inside a handler.
  void take_no_more_mail();
  /// Whether a message for the role was read and is not handled, or has a request open that was answered by a promise.
  [[nodiscard]] bool has_mail_to_handle() const;
  /// Where an actor lives, this process or another. Fails: invalid_argument for no actor, or one of
  /// a CAF system that is not troupe's.
  [[nodiscard]] mailbox::address address_of(const caf::actor& who) const;

  /// The process at `who` is over: what it still published is delivered, then monitors, links and
  /// pending requests are told `how` (label and ending as one sentence). The pump calls it itself
  /// for peers whose slot changed; the house calls it for nobody.
  void peer_ended(mailbox::address who, const process_label& label, const ending& how);

  /// For the house: whoever has sent that request hears that it was in the hands of the process at `dead`, unless that
  /// has answered it before.
  void fail_request(const message::envelope& request, mailbox::address dead, const std::string& why);

  /// For the house: called on the pump thread with each message that a mailbox has refused, in any process.
  void on_letter(std::function<void(std::vector<std::uint64_t>&&)> what);

  /// Called on the pump thread with attention bits the host does not handle itself (stop, ready).
  void on_attention(std::function<void(std::uint32_t)> what);

  /// From now on the actor, which lives here, is sent a `withdrawn_request` for each request to it whose
  /// requester, in another process, has stopped waiting for the answer: behind the request, and before
  /// what the requester sends next. The pump thread.
  void want_withdrawals(const caf::actor& who, bool wants);

  // -- for `troupe::self` -------------------------------------------------------------------------

  /// Whether the calling thread runs a handler of this host right now.
  [[nodiscard]] bool in_handler() const noexcept;
  /// What a waiting thread looks at may have changed. Any thread.
  void nudge() noexcept;
  [[nodiscard]] caf::execution_unit& unit() noexcept;
  /// Ended with the host, if it has not been struck off before.
  void enlist(const caf::strong_actor_ptr& blocking);
  void strike_off(const caf::actor_control_block* blocking) noexcept;

  /// For tests and for those who watch: what it keeps track of now.
  struct census {
    std::size_t proxies, exports, introduced, residents, requests, promises;
  };
  [[nodiscard]] census count() const;

private:
  struct state;
  friend switchboard* current_board();
  std::unique_ptr<state> state_;
};

/// The host that plain code of this process uses: set by the house, or made now where a process makes it when it is
/// first needed. Fails: contract_error when there is no system, naming the line that is missing; as `host` does.
host& current_host();
/// Whether there is one now; nothing is made.
[[nodiscard]] bool has_host() noexcept;
/// For the house and the worker's entry alone. From now on those who wait for shared objects read its
/// mail meanwhile.
void set_current_host(host* which) noexcept;
/// From now on called by `current_host` when there is none; gives what it has set as the current one. Any thread may
/// be the caller, several at once. Null: nobody is.
void set_host_maker(host& (*make)()) noexcept;

} // namespace troupe::rooms::actor

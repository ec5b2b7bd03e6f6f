/// The middle of one host: every handle, request and frame of its actors passes here.
///
/// Threads: any, where not said otherwise.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "actor/caf_seam/bounce.hpp"
#include "actor/caf_seam/exports.hpp"
#include "actor/caf_seam/outbox.hpp"
#include "actor/caf_seam/patience.hpp"
#include "actor/caf_seam/proxies.hpp"
#include "actor/caf_seam/received.hpp"
#include "actor/caf_seam/requests.hpp"
#include "actor/withdrawn_request.hpp"
#include "mailbox/endpoint.hpp"
#include "message/envelope.hpp"
#include "observe/counters.hpp"
#include "troupe/ending.hpp"

namespace troupe::rooms::actor {

class switchboard {
public:
  switchboard(mailbox::endpoint& mail, requests& open, patience& waits);
  ~switchboard();

  /// Once, when the system exists but has no actor yet.
  void attach(caf::actor_system& system);
  /// Handles that outlive the system lead nowhere from now on.
  void detach_proxies();

  [[nodiscard]] mailbox::address self() const noexcept { return self_; }
  [[nodiscard]] caf::actor_system& system() const noexcept { return *system_; }
  [[nodiscard]] mailbox::endpoint& mail() noexcept { return mail_; }
  [[nodiscard]] exports& exported() noexcept { return exports_; }
  [[nodiscard]] proxies& known() noexcept { return proxies_; }
  [[nodiscard]] requests& open_requests() noexcept { return requests_; }
  [[nodiscard]] work_book& book() noexcept { return book_; }
  [[nodiscard]] outbox& waiting_frames() noexcept { return outbox_; }

  // -- handles ------------------------------------------------------------------------------------

  /// A handle that came in a frame, counted by the actor's owner.
  [[nodiscard]] caf::strong_actor_ptr handle_from(const message::party& who);
  /// One that came on another way: its owner is told to count it.
  [[nodiscard]] caf::strong_actor_ptr adopt(const message::party& who);
  /// Links `from`, or takes its link back, on the pump with no actor's lock held.
  void link_later(caf::strong_actor_ptr from, caf::strong_actor_ptr to, bool make);
  void make_late_links();
  /// No handle to that stand-in is left here.
  void let_go(proxy& which);
  /// Something is attached to it, or nothing any more. Needs no lock of any actor.
  void keep(proxy& which, bool wanted);
  /// Gives back handles to what is kept but not held. The pump.
  void settle_kept();
  /// Mail for that role, which is led here, goes to that actor. Before the first mail is read.
  void take_role(mailbox::address role, caf::strong_actor_ptr holder);
  /// Of no slot when none is led here. The pump.
  [[nodiscard]] mailbox::address role() const noexcept { return role_; }
  [[nodiscard]] const caf::strong_actor_ptr& role_holder() const noexcept { return role_holder_; }
  /// Mail for the role that has not been read stays where it is, for its next life. The pump.
  void close_intake() noexcept { is_intake_closed_ = true; }
  [[nodiscard]] bool is_intake_closed() const noexcept { return is_intake_closed_; }

  // -- to other processes -------------------------------------------------------------------------

  /// A message for the actor behind `to`. Waits for room as `patience` allows.
  /// For a pool: to one of its slots.
  void send(proxy& to, caf::mailbox_element& what, bool is_exit);
  /// The same for an exit message, which gets there without what of its reason cannot travel.
  void send_exit(proxy& to, caf::mailbox_element& what);
  /// A frame without a message. Never waits; needs no lock of any actor.
  void tell(const proxy& to, message::frame_kind what, caf::actor_control_block* from);
  /// A handle to the actor behind `of` is on its way to a third process: its owner counts it.
  void share(const proxy& of, mailbox::address with, std::int64_t count);
  /// The end of one of our actors, to a process that asked for it. Without what of the reason cannot travel.
  void tell_end(mailbox::address whom, std::uint64_t actor, const caf::error& reason);
  /// Who has a request that timed out here need not answer it any more.
  void withdraw(const failed_request& late);
  /// Whether that actor of this process is sent a `withdrawn_request` for those of its requests. The pump.
  void want_withdrawals(std::uint64_t actor, bool wants);
  [[nodiscard]] bool wants_withdrawals(std::uint64_t actor) const { return wants_withdrawals_.contains(actor); }
  /// An error as the answer to a request, whose sender may be here or elsewhere.
  void answer(const message::party& asker, caf::message_id answer, const bounce& why);

  /// A message that was refused, to the house. Never waits; false when that has no room.
  bool send_letter(const frame_words& refused);
  /// Called for each of them, in the house. Before the first mail is read.
  void on_letter(std::function<void(std::vector<std::uint64_t>&&)> what) { letter_ = std::move(what); }
  void take_letter(std::vector<std::uint64_t>&& frame) const {
    if (letter_)
      letter_(std::move(frame));
  }
  /// To whoever has sent that request to a role: it was in hand when that life ended.
  void tell_lost(const message::party& asker, caf::message_id request, mailbox::address dead, const std::string& why);
  /// A request of this process that was in hand at the end of a life. Its answer may be there all the same.
  struct lost_request {
    caf::strong_actor_ptr requester;
    caf::message_id answer;
    mailbox::address dead;
    bounce why;
  };
  void note_lost(lost_request&& one);
  [[nodiscard]] std::vector<lost_request> take_lost();
  /// Once everything that the dead has said is read.
  void fail_if_open(const lost_request& one);

  /// What was sent by nobody who could be told.
  void note_unsent(const std::exception_ptr& why);
  void count(observe::counter which) noexcept;

  // -- peers --------------------------------------------------------------------------------------

  /// Its death is of interest from now on.
  void meet(mailbox::address peer);
  /// A frame of its has been read.
  void hear(mailbox::address peer);
  /// It holds something of ours, though it may never have sent anything here.
  void stay_in_touch_with(mailbox::address peer);
  [[nodiscard]] std::vector<mailbox::address> take_dead_peers();
  /// All that has to be done when nothing more can come from a process. The pump.
  void bury(mailbox::address peer, const caf::error& reason);
  /// A send to it has failed: look at the peers.
  [[nodiscard]] bool take_suspicion() noexcept {
    return suspicion_.load(std::memory_order_relaxed) && suspicion_.exchange(false, std::memory_order_relaxed);
  }
  void suspect(mailbox::address peer);

private:
  [[nodiscard]] caf::strong_actor_ptr find_or_make(const message::party& who);
  [[nodiscard]] caf::strong_actor_ptr make_proxy(const message::party& who);
  [[nodiscard]] mailbox::send_result send_patiently(class outgoing& what, mailbox::address to,
                                                    const caf::strong_actor_ptr& sender);
  [[nodiscard]] bool is_put_aside(const caf::mailbox_element& what) const noexcept;
  void send_to_slot(proxy& pool, caf::mailbox_element& what, bool is_exit);
  [[nodiscard]] bool is_down_and_fails(mailbox::address role) const;
  void finish(const proxy& to, const caf::mailbox_element& what, mailbox::send_result result);
  void sent(const proxy& to, const caf::mailbox_element& what);
  void refuse(const proxy& to, const caf::mailbox_element& what, const bounce& why);
  void note_refusal(const proxy& to, const bounce& why);
  void expect_answer(const proxy& to, const caf::mailbox_element& what);
  void release(const proxy& which, mailbox::address holder, std::uint64_t count);
  void post(mailbox::channel by, const message::envelope& head);
  void post(mailbox::channel by, message::envelope head, const type_entry& type, const void* value);

  mailbox::endpoint& mail_;
  const mailbox::address self_;
  requests& requests_;
  patience& patience_;
  caf::actor_system* system_ = nullptr;
  exports exports_;
  proxies proxies_;
  work_book book_;
  mailbox::address role_;
  caf::strong_actor_ptr role_holder_;
  bool is_intake_closed_ = false; ///< the pump's
  outbox outbox_;
  std::unordered_set<std::uint64_t> wants_withdrawals_; ///< the pump's
  struct late_link {
    caf::strong_actor_ptr from, to;
    bool make;
  };
  std::mutex links_lock_;
  std::vector<late_link> late_links_;
  std::atomic<bool> has_late_links_{false};
  std::function<void(std::vector<std::uint64_t>&&)> letter_;
  std::mutex lost_lock_;
  std::vector<lost_request> lost_;
  std::atomic<bool> has_lost_{false};
  struct peer_seen {
    mailbox::address who;
    bool in_touch = false; ///< there is a lane between the two: its death is told
  };
  peer_seen& seen(mailbox::address peer);
  std::mutex peers_lock_;
  std::vector<peer_seen> peers_;
  std::atomic<bool> suspicion_{false};
};

/// Where any actor lives; no actor (0) for one that cannot be reached from another process.
[[nodiscard]] message::party party_of(const caf::actor_control_block& actor) noexcept;
/// "worker 3 'resize' (pid 4242) killed by signal 9 (SIGKILL)"
[[nodiscard]] caf::error loss_of(const mailbox::region& where, mailbox::address who);

/// Of `current_host`. Null when there is none; none is made.
[[nodiscard]] switchboard* current_board();

/// Handles that travel inside bytes of which this room knows nothing, such as a new process's
/// arguments: sent, and arrived.
void introduce_outside_frames(caf::actor_control_block& actor);
[[nodiscard]] caf::strong_actor_ptr adopt_outside_frames(const message::party& who);

} // namespace troupe::rooms::actor

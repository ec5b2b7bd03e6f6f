/// The one loop of a host: reads mail, runs actors, fires timers, and sleeps when there is nothing.
///
/// One thread at a time has the role of the pump; others that wait follow it. Handlers never nest:
/// whoever waits while a handler is on the stack reads mail into mailboxes and no more.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "actor/caf_seam/clock.hpp"
#include "actor/caf_seam/incoming.hpp"
#include "actor/caf_seam/inline_scheduler.hpp"
#include "actor/caf_seam/ready_queue.hpp"
#include "actor/caf_seam/residents.hpp"
#include "actor/caf_seam/spin_wait.hpp"
#include "actor/caf_seam/standing_receivers.hpp"
#include "actor/caf_seam/switchboard.hpp"

namespace troupe::rooms::actor {

struct host_options;

class pump final : public patience {
public:
  pump(mailbox::endpoint& mail, const host_options& options);

  /// Once, before anything else; both outlive the pump's use.
  void attach(switchboard& board, clock& timers);
  void attach(caf::actor_system& system) noexcept { unit_.attach(system); }

  /// Until `finished` is true (asked after every round) or `deadline`; which of the two. Any thread.
  bool until(const std::function<bool()>& finished, os::time_point deadline);
  /// All that is there now, or a fair part of it, unless another thread has the role. What is left makes the endpoint's
  /// descriptor readable.
  void once();
  /// Does something while nobody reads mail. Not from inside a handler.
  void undisturbed(const std::function<void()>& what);

  /// All mail there is now. For `undisturbed`.
  void read_all_mail();
  /// From now on whoever has handled a message wakes the pump. Any thread.
  void tell_of_done() noexcept { tells_of_done_ = true; }

  /// An actor has mail. Any thread.
  void make_ready(caf::resumable* what);
  /// Something that a waiting thread's `finished` looks at has changed. Any thread.
  void nudge() noexcept;
  /// See endpoint. Any thread.
  void be_rung();
  /// The system is ending on the calling thread: nothing is read any more, and what becomes ready
  /// runs at once, because CAF waits there for actors of its own.
  void begin_to_end() noexcept { ending_on_ = std::this_thread::get_id(); }
  void run_what_is_left();

  [[nodiscard]] pump_unit& unit() noexcept { return unit_; }
  [[nodiscard]] residents& living_here() noexcept { return residents_; }
  /// Whether the calling thread is the pump and a handler of it is on the stack.
  [[nodiscard]] bool in_handler() const noexcept { return is_here() && in_handler_; }

  /// When there is something to do without mail or timers. Any thread.
  [[nodiscard]] os::time_point next_chore() const noexcept;

  void on_plain_wait(std::function<void()> what) { plain_wait_ = std::move(what); }
  void on_attention(std::function<void(std::uint32_t)> what) { attention_ = std::move(what); }

  bool wait_for_space(mailbox::address to, os::time_point since, bool on_own_thread) override;
  [[nodiscard]] bool may_wait() const noexcept override { return !is_here() || !reading_; }
  [[nodiscard]] bool never_waits() const noexcept override { return never_waits_; }
  void record_done() override;
  /// The peer is over; see host.
  void peer_ended(mailbox::address who, const caf::error& reason);

private:
  static constexpr os::duration short_rest = std::chrono::milliseconds(100); ///< how long what is unused stays warm
  static constexpr os::duration long_rest = std::chrono::seconds(1); ///< between looks at what is watched, when idle
  class role;

  [[nodiscard]] bool is_here() const noexcept;
  bool take_role();
  bool follow(const std::function<bool()>& finished);
  void tell_followers();
  void read_and_wait(mailbox::address to, os::time_point until);
  bool lead(const std::function<bool()>& finished, os::time_point deadline);
  bool wait_in_handler(const std::function<bool()>& finished, os::time_point deadline);
  bool round();
  bool fire_timers();
  bool read_mail();
  bool run_actors();
  void run(caf::resumable* what);
  [[nodiscard]] caf::resumable::resume_result resume(caf::resumable& what, std::size_t messages);
  bool look_around();
  void look_for_dead();
  void fail_lost_requests();
  void idle(os::time_point deadline);
  [[nodiscard]] os::duration patience_left(bool on_own_thread) const noexcept;
  [[nodiscard]] bool glance();
  [[nodiscard]] bool spin(os::time_point until);
  [[nodiscard]] bool has_work() const noexcept;
  void rest(os::time_point deadline);
  void do_chores(os::time_point now);
  [[nodiscard]] os::time_point next_look(os::time_point now, bool useful) const noexcept;
  void tidy();
  void plain_wait();

  mailbox::endpoint& mail_;
  const os::duration patience_in_handler_;
  const bool never_waits_;
  switchboard* board_ = nullptr;
  clock* clock_ = nullptr;
  pump_unit unit_;
  std::optional<incoming> incoming_;
  ready_queue ready_;
  residents residents_;
  standing_receivers standing_;
  std::function<void()> plain_wait_;
  std::function<void(std::uint32_t)> attention_;

  std::mutex role_lock_;
  std::condition_variable role_change_;
  bool role_taken_ = false;
  std::atomic<unsigned> followers_{0};
  std::atomic<unsigned> rounds_{0}; ///< written by the leader
  std::atomic<std::thread::id> ending_on_{};
  std::atomic<os::time_point> chores_at_{os::never};
  std::atomic<bool> tells_of_done_{false}; ///< see work_book::for_role

  // Of the thread that has the role.
  spin_wait awake_;
  bool in_handler_ = false;
  std::uint32_t attention_left_ = 0; ///< that came while a handler waited
  unsigned waited_in_vain_ = 0;      ///< in the turn of the actor that runs
  bool reading_ = false;
  bool busy_since_chores_ = false;
  bool is_tidy_ = true;
  bool running_the_rest_ = false;
};

} // namespace troupe::rooms::actor

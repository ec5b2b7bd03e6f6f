#include "actor/caf_seam/pump.hpp"

#include "actor/caf_seam/logger.hpp"
#include "actor/host.hpp"
#include "mailbox/status.hpp"

namespace troupe::rooms::actor {
namespace {

using namespace std::chrono_literals;

// How long until mail that does not fit is tried again.
constexpr os::duration space_rest = 10ms;
constexpr unsigned messages_per_turn = 256;
constexpr unsigned rounds_at_once = 16;

thread_local const pump* here = nullptr;

/// Sets a flag for a while.
class raised {
public:
  explicit raised(bool& flag) noexcept : flag_(flag), before_(std::exchange(flag, true)) {}
  ~raised() { flag_ = before_; }
  raised(const raised&) = delete;
  raised& operator=(const raised&) = delete;

private:
  bool& flag_;
  const bool before_;
};

} // namespace

/// Holds the role of the pump for the calling thread.
class pump::role {
public:
  explicit role(pump& of) : pump_(of), outer_(std::exchange(here, &of)) { of.mail_.become_pump(); }
  role(const role&) = delete;
  role& operator=(const role&) = delete;
  ~role() {
    pump_.mail_.leave_pump();
    here = outer_;
    leave_logger();
    {
      const std::scoped_lock hold{pump_.role_lock_};
      pump_.role_taken_ = false;
    }
    pump_.role_change_.notify_all();
  }

private:
  pump& pump_;
  const pump* const outer_;
};

pump::pump(mailbox::endpoint& mail, const host_options& options)
  : mail_(mail), patience_in_handler_(options.block_in_handler), never_waits_(options.never_waits), unit_(*this),
    standing_(mail), awake_(options.spin) {}

void pump::attach(switchboard& board, clock& timers) {
  board_ = &board;
  clock_ = &timers;
  incoming_.emplace(board, unit_);
}

bool pump::is_here() const noexcept { return here == this; }

// -- roles ------------------------------------------------------------------------------------------

bool pump::until(const std::function<bool()>& finished, os::time_point deadline) {
  if (is_here())
    return wait_in_handler(finished, deadline);
  while (!take_role()) {
    if (follow(finished))
      return true;
    plain_wait();
    if (deadline != os::never && os::clock::now() >= deadline)
      return finished();
  }
  const role mine{*this};
  return lead(finished, deadline);
}

bool pump::take_role() {
  const std::scoped_lock hold{role_lock_};
  return !std::exchange(role_taken_, true);
}

// Either the leader sees this follower and tells it, or the follower sees what the leader has done:
// both count first and look then.
bool pump::follow(const std::function<bool()>& finished) {
  followers_.fetch_add(1);
  const unsigned seen = rounds_.load();
  const bool done = finished();
  if (!done) {
    std::unique_lock hold{role_lock_};
    role_change_.wait_for(hold, short_rest, [&] { return !role_taken_ || rounds_.load() != seen; });
  }
  followers_.fetch_sub(1);
  return done;
}

void pump::tell_followers() {
  rounds_.fetch_add(1);
  if (followers_.load() == 0)
    return;
  {
    const std::scoped_lock hold{role_lock_};
  }
  role_change_.notify_all();
}

// What actors of this process say to each other makes no descriptor readable: whoever sleeps on it next is woken.
void pump::once() {
  if (is_here() || !take_role())
    return;
  const role mine{*this};
  for (unsigned left = rounds_at_once; round() && ready_.size() != 0 && left > 1; --left) {
  }
  do_chores(os::clock::now());
  if (ready_.size() != 0)
    mail_.wake();
}

void pump::undisturbed(const std::function<void()>& what) {
  while (!take_role())
    follow([] { return false; });
  const role mine{*this};
  what();
}

void pump::be_rung() {
  mail_.be_rung();
  if (!is_here() && take_role())
    const role left_at_once{*this};
}

bool pump::lead(const std::function<bool()>& finished, os::time_point deadline) {
  while (!finished()) {
    if (round() || glance())
      continue;
    if (deadline != os::never && os::clock::now() >= deadline)
      return false;
    idle(deadline);
  }
  return true;
}

// Who waits there for an answer for so long has a timer too, and other threads wait for theirs.
bool pump::wait_in_handler(const std::function<bool()>& finished, os::time_point deadline) {
  if (reading_)
    throw contract_error("code that reacts to the end of an actor must not wait; send a message to an actor that may");
  while (!finished()) {
    bool busy = read_mail();
    busy |= fire_timers();
    if (look_around() || busy)
      continue;
    if (deadline != os::never && os::clock::now() >= deadline)
      return false;
    const os::time_point next = std::min(deadline, clock_->next());
    if (!spin(next))
      rest(std::min(next, os::deadline_after(short_rest)));
  }
  return true;
}

void pump::make_ready(caf::resumable* what) {
  if (is_here())
    return ready_.add_own(what);
  ready_.add_foreign(what);
  if (ending_on_.load() == std::this_thread::get_id())
    return run_what_is_left();
  mail_.wake();
}

void pump::nudge() noexcept {
  if (is_here())
    return;
  mail_.wake();
}

// -- one round --------------------------------------------------------------------------------------

bool pump::round() {
  bool busy = read_mail();
  busy |= run_actors();
  busy |= fire_timers();
  busy |= look_around();
  tell_followers();
  busy_since_chores_ |= busy;
  if (busy && (rounds_.load(std::memory_order_relaxed) & 1023) == 0)
    do_chores(os::clock::now());
  return busy;
}

// What came before anybody looked at the clock came in time: who answered has given the answer away. One look: nothing
// is due that was not before the mail was read.
bool pump::fire_timers() {
  if (clock_->next() == os::never)
    return false;
  const os::time_point present = os::clock::now();
  const bool busy = present >= clock_->next() && read_mail();
  return clock_->fire(present, in_handler_) != 0 || busy;
}

bool pump::read_mail() {
  if (!mail_.has_mail())
    return false;
  const raised flag{reading_};
  return mail_.drain(*incoming_) != 0;
}

// As much at most as any mailbox holds: its senders may be quicker than this.
void pump::read_all_mail() {
  constexpr unsigned most_rounds = 4096;
  for (unsigned round = 0; round < most_rounds && read_mail(); ++round) {
  }
}

bool pump::run_actors() {
  ready_.collect();
  const std::size_t count = ready_.size();
  const raised flag{in_handler_};
  for (std::size_t i = 0; i < count; ++i)
    run(ready_.take());
  return count != 0;
}

// Who begins handles nothing in the same turn: that it is ready is told first, also if its first message hangs.
void pump::run(caf::resumable* what) {
  waited_in_vain_ = 0;
  const bool is_actor = what->subtype() == caf::resumable::scheduled_actor;
  auto* const who = is_actor ? static_cast<caf::scheduled_actor*>(what) : nullptr;
  const bool begins = who != nullptr && !who->getf(caf::abstract_actor::is_initialized_flag);
  if (begins)
    residents_.welcome(*who);
  const caf::resumable::resume_result outcome = resume(*what, begins ? 0 : messages_per_turn);
  claimed_element::put_back_skipped();
  switch (outcome) {
  case caf::resumable::resume_later: return ready_.add_own(what);
  case caf::resumable::done:
    if (who != nullptr)
      residents_.forget(who->id());
    [[fallthrough]];
  case caf::resumable::awaiting_message: return caf::intrusive_ptr_release(what);
  case caf::resumable::shutdown_execution_unit: return;
  }
}

// CAF catches what handlers throw, and lets pass what leaves `on_exit`: by then the actor is about to end, and others
// wait to be told.
caf::resumable::resume_result pump::resume(caf::resumable& what, std::size_t messages) try {
  return what.resume(&unit_, messages);
} catch (...) {
  if (what.subtype() != caf::resumable::scheduled_actor)
    throw;
  static_cast<caf::scheduled_actor&>(what).cleanup(make_error(std::current_exception()), &unit_);
  return caf::resumable::done;
}

// Whether something was found that a waiting thread's `finished` may look at.
bool pump::look_around() {
  board_->make_late_links();
  if (!board_->waiting_frames().is_empty())
    for (const mailbox::address gone : board_->waiting_frames().flush())
      board_->suspect(gone);
  const std::uint32_t bits = mail_.take_attention();
  const bool suspicious = board_->take_suspicion();
  if ((bits & mailbox::attention_slots) != 0 || suspicious)
    look_for_dead();
  fail_lost_requests();
  attention_left_ |=
    bits & ~(mailbox::attention_slots | mailbox::attention_space | mailbox::attention_local | mailbox::attention_room);
  if (attention_left_ != 0 && attention_ && !in_handler_)
    attention_(std::exchange(attention_left_, 0));
  // Whoever gave a handle on has said so before it let go of its own: nothing unread may be left.
  if (!in_handler_ && board_->exported().has_unheld() && !mail_.has_mail())
    board_->exported().take_unheld().clear(); // here, where their ends may do what they like
  return bits != 0 || suspicious;
}

void pump::look_for_dead() {
  for (const mailbox::address who : board_->take_dead_peers())
    peer_ended(who, loss_of(mail_.where(), who));
}

// The answer may have been published before the life ended: it comes first.
void pump::fail_lost_requests() {
  for (const switchboard::lost_request& one : board_->take_lost()) {
    {
      const raised flag{reading_};
      mail_.drain_from(one.dead.slot, *incoming_);
    }
    board_->fail_if_open(one);
  }
}

void pump::peer_ended(mailbox::address who, const caf::error& reason) {
  {
    const raised flag{reading_};
    mail_.drain_from(who.slot, *incoming_);
  }
  board_->bury(who, reason);
  standing_.forget(who);
  mail_.forget(who);
}

void pump::run_what_is_left() {
  if (running_the_rest_)
    return;
  const raised flag{running_the_rest_};
  ready_.collect();
  while (ready_.size() != 0) {
    run(ready_.take());
    ready_.collect();
  }
}

// -- waiting ----------------------------------------------------------------------------------------

// All waits in vain of one turn together are less than twice the first.
os::duration pump::patience_left(bool on_own_thread) const noexcept {
  return on_own_thread ? patience_in_handler_ : patience_in_handler_ / (1 << std::min(waited_in_vain_, 30U));
}

void pump::read_and_wait(mailbox::address to, os::time_point until) {
  read_mail();
  look_around();
  mail_.wait_for_space(to, until);
}

// Whoever has the role when something is sent holds up all actors here: handlers, timers, what reacts to an end.
bool pump::wait_for_space(mailbox::address to, os::time_point since, bool on_own_thread) {
  if (never_waits_)
    return false;
  const bool hurried = on_own_thread || is_here();
  if (hurried && standing_.stands(to))
    return false;
  const os::time_point deadline = hurried ? since + patience_left(on_own_thread) : os::never;
  const os::time_point now = os::clock::now();
  if (now >= deadline) {
    standing_.note(to);
    if (!on_own_thread)
      ++waited_in_vain_;
    return false;
  }
  const os::time_point until = std::min(deadline, now + space_rest);
  if (is_here()) {
    read_and_wait(to, until);
  } else if (take_role()) {
    const role mine{*this};
    read_and_wait(to, until);
    tell_followers();
  } else {
    mail_.wait_for_space(to, until);
  }
  if (!hurried)
    plain_wait();
  return true;
}

// Plain code that receives one message after the other is nobody's turn: it takes the role for this.
void pump::record_done() {
  if (tells_of_done_.load()) // sequentially consistent: after `for_role` was lowered
    nudge();
  if (!mail_.is_room_wanted())
    return;
  if (is_here()) {
    if (!reading_)
      mail_.make_room();
  } else if (take_role()) {
    const role mine{*this};
    mail_.make_room();
  }
}

} // namespace troupe::rooms::actor

// What a pump does when there is nothing to do: it looks a little longer, lets go of what nobody uses, and sleeps.
#include "actor/caf_seam/pump.hpp"
#include "os/process_settings.hpp"

namespace troupe::rooms::actor {
namespace {

constexpr std::size_t freed_and_kept = 4 << 20; // bytes, of a worker that is idle

} // namespace

bool pump::has_work() const noexcept { return mail_.has_mail() || ready_.has_foreign() || ready_.size() != 0; }

bool pump::glance() {
  if (mail_.take_woken())
    awake_.expect_answer();
  return awake_.glance([this] { return has_work(); });
}

bool pump::spin(os::time_point until) {
  if (mail_.take_woken())
    awake_.expect_answer();
  return awake_.until(until, [this] { return has_work(); });
}

void pump::idle(os::time_point deadline) {
  mail_.settle();
  const os::time_point now = os::clock::now();
  do_chores(now);
  const os::time_point next = std::min({deadline, clock_->next(), next_chore()});
  if (next > now && !spin(next))
    rest(next);
}

void pump::rest(os::time_point deadline) {
  if (!in_handler_)
    plain_wait();
  mail_.park(deadline);
  awake_.slept();
  if (!in_handler_)
    plain_wait();
}

os::time_point pump::next_chore() const noexcept {
  if (board_->exported().has_unheld())
    return os::time_point::min();
  if (!board_->waiting_frames().is_empty())
    return os::clock::now() + board_->waiting_frames().rest();
  return chores_at_.load(std::memory_order_relaxed);
}

// What nobody has used for a while is let go; a process that does nothing has nothing to look after.
void pump::do_chores(os::time_point now) {
  const os::time_point due = chores_at_.load(std::memory_order_relaxed);
  const bool useful = busy_since_chores_ || board_->known().is_warm();
  if (next_look(now, useful) < due)
    chores_at_.store(next_look(now, useful), std::memory_order_relaxed);
  if (now < due)
    return;
  board_->known().cool();
  board_->settle_kept();
  if (std::exchange(busy_since_chores_, false)) {
    mail_.trim();
    is_tidy_ = false;
  } else if (useful || !std::exchange(is_tidy_, true)) {
    tidy();
  }
  chores_at_.store(next_look(now, useful), std::memory_order_relaxed);
}

os::time_point pump::next_look(os::time_point now, bool useful) const noexcept {
  if (useful)
    return now + short_rest;
  return board_->known().is_unsettled() ? now + long_rest : os::never;
}

// Those of a program's main process are the program's business.
void pump::tidy() {
  mail_.tidy();
  if (mail_.self().slot > mailbox::main_slot)
    os::give_back_freed_memory(freed_and_kept);
}

void pump::plain_wait() {
  if (plain_wait_)
    plain_wait_();
}

} // namespace troupe::rooms::actor

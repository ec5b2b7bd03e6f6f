#include <algorithm>

#include "actor/asking.hpp"
#include "actor/caf_seam/logger.hpp"
#include "actor/caf_seam/pump.hpp"
#include "actor/host.hpp"
#include "troupe/self.hpp"
namespace troupe {

using namespace rooms;

self_actor::self_actor(caf::actor_config& config, actor::host& host) : caf::blocking_actor(config), host_(host) {}

void self_actor::launch(caf::execution_unit*, bool, bool hide) {
  if (!hide)
    register_at_system();
  initialize();
}

// Called by the pump, or by whoever sends from this process.
void self_actor::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) {
  if (what->mid.is_response()) {
    host_.system().clock().cancel_request_timeout(this, what->mid);
    if (!take_open(what->mid.request_id().integer_value()))
      return;
  }
  caf::blocking_actor::enqueue(std::move(what), unit);
  host_.nudge();
}

// CAF keeps an answer that nobody receives for ever, and looks at it in every receive. So only the
// first answer to each request gets in: not the late one of a request that timed out.
bool self_actor::take_open(std::uint64_t number) {
  const std::scoped_lock hold{open_lock_};
  if (number > last_asked_) {
    answered_early_.push_back(number);
    return true;
  }
  return std::erase(open_, number) != 0;
}

// Requests that were made on another way than by `request` have numbers between. CAF sets the deadline
// after it has sent: another thread may have read the answer by then, and nobody would take it back.
void self_actor::note_asked(caf::message_id answer) {
  const std::uint64_t number = answer.request_id().integer_value();
  const std::scoped_lock hold{open_lock_};
  while (last_asked_ < number)
    if (std::erase(answered_early_, ++last_asked_) == 0)
      open_.push_back(last_asked_);
    else if (last_asked_ == number)
      host_.system().clock().cancel_request_timeout(this, answer);
}

bool self_actor::wait_until(os::time_point deadline) {
  return host_.pump_until([this] { return !mailbox().empty(); }, deadline);
}

void self_actor::await_data() { wait_until(os::never); }

// CAF begins the time anew whenever something came that was not wanted.
bool self_actor::await_data(timeout_type timeout) {
  if (!deadline_)
    deadline_ = os::deadline_after(std::chrono::duration_cast<os::duration>(timeout - timeout_type::clock::now()));
  return wait_until(*deadline_);
}

void self_actor::refuse_deadlock(caf::actor_control_block* whom) const { actor::refuse_deadlock(host_, whom); }

self::self() {
  actor::host& host = actor::current_host();
  caf::actor_config config{&host.unit()};
  config.add_flag(caf::abstract_actor::is_hidden_flag);
  const caf::actor made = host.system().spawn_impl<self_actor, caf::no_spawn_options>(config, host);
  keep_ = caf::actor_cast<caf::strong_actor_ptr>(made);
  actor_ = static_cast<self_actor*>(keep_->get());
  host.enlist(keep_);
  actor::leave_logger();
}

// A system that has ended has ended this actor too.
self::~self() {
  if (!actor_->getf(caf::abstract_actor::is_terminated_flag))
    actor_->end();
  actor::leave_logger();
}

void self_actor::end() {
  host_.strike_off(ctrl());
  cleanup(caf::exit_reason::normal, nullptr);
}

} // namespace troupe

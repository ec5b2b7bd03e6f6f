#include "actor/caf_seam/caller.hpp"

#include <caf/mailbox_element.hpp>
#include <caf/make_actor.hpp>

#include "actor/caf_seam/logger.hpp"
#include "actor/caf_seam/proxy.hpp"
#include "actor/caf_seam/types.hpp"
#include "actor/host.hpp"

namespace troupe::rooms::actor {

void caller::ask(const caf::strong_actor_ptr& whom, caf::message question) {
  {
    const std::scoped_lock hold{lock_};
    ++last_;
    expected_ = last_.response_id();
    answered_.store(false, std::memory_order_relaxed);
  }
  whom->enqueue(caf::make_mailbox_element(ctrl(), last_, {}, std::move(question)), nullptr);
}

answer caller::take_answer() {
  const std::scoped_lock hold{lock_};
  answer out{std::move(answer_), {}, {}};
  auto& content = out.keep->content();
  if (content.match_elements<caf::error>())
    out.failure = content.get_as<caf::error>(0);
  else
    out.content = look_into(content);
  return out;
}

void caller::give_up() {
  const std::scoped_lock hold{lock_};
  expected_ = {};
  answer_.reset();
}

// What has come is told under the lock, so that an answer that is given up is not told any more.
void caller::enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) {
  {
    const std::scoped_lock hold{lock_};
    if (!expected_.is_response() || what->mid.request_id() != expected_.request_id() || !what->mid.is_response())
      return;
    expected_ = {};
    answer_ = std::move(what);
    answered_.store(true, std::memory_order_release);
  }
  host_.nudge();
}

/// A caller is somebody's for the time of one request.
class callers::turn {
public:
  explicit turn(callers& of) : all_(of), who_(of.take()) {}
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;
  ~turn() {
    (*this)->give_up();
    const std::scoped_lock hold{all_.lock_};
    all_.idle_.push_back(std::move(who_));
  }
  caller* operator->() const noexcept { return static_cast<caller*>(who_->get()); }

private:
  callers& all_;
  caf::strong_actor_ptr who_;
};

caf::strong_actor_ptr callers::take() {
  {
    const std::scoped_lock hold{lock_};
    if (!idle_.empty()) {
      caf::strong_actor_ptr out = std::move(idle_.back());
      idle_.pop_back();
      return out;
    }
  }
  caf::actor_system& system = host_.system();
  caf::actor_config config{&host_.unit()};
  config.add_flag(takes_any_type_flag);
  return caf::make_actor<caller, caf::strong_actor_ptr>(system.next_actor_id(), system.node(), &system, config, host_);
}

namespace {

std::atomic<callers*> present{nullptr}; ///< of the host that was made last: a process has one

} // namespace

callers::callers(host& of, exports& known) : host_(of), exports_(known) { present = this; }

callers& callers::here() {
  const host& current = current_host();
  callers* const found = present.load(std::memory_order_acquire); // pairs with the store of the constructor
  if (found == nullptr || &found->host_ != &current)
    throw contract_error("the process has another host than the one that asks");
  return *found;
}

void callers::end() {
  callers* self = this;
  present.compare_exchange_strong(self, nullptr);
  const std::scoped_lock hold{lock_};
  for (const caf::strong_actor_ptr& one : idle_)
    static_cast<caller*>(one->get())->cleanup(caf::exit_reason::user_shutdown, nullptr);
  idle_.clear();
}

answer callers::ask(const caf::actor& whom, const any_value& question) {
  refuse_deadlock(host_, caf::actor_cast<caf::actor_control_block*>(whom));
  const turn mine{*this};
  const auto target = caf::actor_cast<caf::strong_actor_ptr>(whom);
  // An actor elsewhere gets the value's words at once; one that lives here may look at it later.
  const bool elsewhere = as_proxy(target.get()) != nullptr;
  mine->ask(target, to_message(elsewhere ? question : question.clone()));
  leave_logger();
  host_.pump_until([&] { return mine->is_answered(); });
  return mine->take_answer();
}

answer ask(const caf::actor& whom, const any_value& question) { return callers::here().ask(whom, question); }

std::size_t holders_of(const caf::actor_control_block& who) { return callers::here().holders_of(who); }

void refuse_deadlock(const host& here, caf::actor_control_block* whom) {
  if (whom == nullptr || !here.in_handler() || as_proxy(whom) != nullptr)
    return;
  const caf::abstract_actor* const other = whom->get();
  if (!other->getf(caf::abstract_actor::is_detached_flag | caf::abstract_actor::is_blocking_flag))
    throw contract_error("a handler that waits for an actor of its own process would wait for ever; use "
                         "self->request(...).then, or spawn that actor in a process of its own");
}

} // namespace troupe::rooms::actor

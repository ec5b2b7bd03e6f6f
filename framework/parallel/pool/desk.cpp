#include "parallel/pool/desk.hpp"

#include <thread>

#include "os/process_facts.hpp"
#include "parallel/children.hpp"
#include "parallel/pool/pool_failure.hpp"
#include "parallel/pool/terms.hpp"
#include "parallel/pool/written_tasks.hpp"
#include "supervision/ask.hpp"
#include "supervision/child_request.hpp"
#include "supervision/inherited_log.hpp"
#include "supervision/this_process.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"
#include "troupe/process_info.hpp"
#include "troupe/value_words.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr std::uint32_t messages_told_late = 8;

std::uint32_t positive(const char* name, int number) {
  if (number < 1)
    throw invalid_argument(std::string{"pool_options."} + name + " is at least 1, not " + std::to_string(number));
  return static_cast<std::uint32_t>(number);
}

std::uint32_t number_of_workers(int number) {
  if (number > most_workers)
    throw invalid_argument("pool_options.processes is at most " + std::to_string(most_workers) + ", not " +
                           std::to_string(number));
  return positive("processes", number);
}

pool_plan plan_of(const pool_options& options) {
  if (options.max_memory_per_worker == 0U)
    throw invalid_argument("pool_options.max_memory_per_worker is at least 1 byte, not 0");
  return {options.processes ? number_of_workers(*options.processes) : cpu_count(),
          {},
          options.max_tasks_per_child ? positive("max_tasks_per_child", *options.max_tasks_per_child) : 0,
          options.max_memory_per_worker.value_or(0)};
}

written_tasks first_task_of(const pool_initializer& from, pool_plan& plan) {
  const calls::task_function& what = from.function();
  written_tasks one;
  if (what.make == nullptr)
    return one;
  one.add(from.written());
  plan.initializer = first_task{spawn::place_of(reinterpret_cast<const void*>(what.make), std::string{what.label}),
                                one.pieces().front().words};
  return one;
}

supervision::origin origin_of_workers() {
  const supervision::identity& self = supervision::this_process();
  return {next_lineage(), true, self.where.slot, self.where.incarnation, os::own_pid(), self.name, self.from.daemon};
}

} // namespace

/// Hears results on whichever thread reads the mail.
class pool_desk::mailbox_actor final : public self_actor {
public:
  mailbox_actor(caf::actor_config& config, actor::host& host, std::weak_ptr<pool_desk> at)
    : self_actor(config, host), here_(host), at_(std::move(at)) {}

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) override {
    const auto at = at_.lock();
    if (!at)
      return;
    auto& content = what->content();
    if (content.match_elements<pool_results>())
      at->hear(std::move(content.get_mutable_as<pool_results>(0)));
    else if (content.match_elements<pool_over>())
      at->hear(content.get_as<pool_over>(0));
    here_.nudge();
  }
  void leave() {
    here_.strike_off(ctrl());
    cleanup(caf::exit_reason::normal, nullptr);
  }

private:
  actor::host& here_;
  const std::weak_ptr<pool_desk> at_;
};

// -- the pool -----------------------------------------------------------------------------------------

pool_desk::pool_desk(std::size_t size, pool_member* member)
  : host_(actor::current_host()), member_(member), size_(size), reactions_(host_) {}

void pool_desk::settle() {
  caf::actor_config config{&host_.unit()};
  config.add_flag(caf::abstract_actor::is_hidden_flag);
  own_ = caf::actor_cast<caf::strong_actor_ptr>(
    host_.system().spawn_impl<mailbox_actor, caf::no_spawn_options>(config, host_, weak_from_this()));
  host_.enlist(own_);
}

std::shared_ptr<pool_desk> pool_desk::open(const pool_options& options) {
  pool_plan plan = plan_of(options);
  const std::shared_ptr<pool_desk> desk{new pool_desk{plan.processes, nullptr}};
  desk->settle();
  written_tasks initial = first_task_of(options.initializer, plan);
  supervision::child_request wanted{supervision::child_kind::pool, wire::to_words(plan), supervision::log_to_inherit(),
                                    origin_of_workers(), caf::actor_cast<caf::actor>(desk->own_)};
  for (const calls::task_piece& one : initial.pieces()) {
    wanted.flights = one.flights;
    for (const actor_reference& who : one.actors)
      wanted.actors.emplace_back(who.get());
  }
  desk->pool_ = supervision::ask_supervisor<caf::actor>(wanted);
  initial.hand_over();
  return desk;
}

std::shared_ptr<pool_desk> pool_desk::open_in_worker() {
  pool_member* const member = current_member();
  if (member == nullptr)
    throw contract_error("current_pool() is for tasks of a pool: this process is no worker of one");
  const std::shared_ptr<pool_desk> desk{new pool_desk{member->pool_size(), member}};
  desk->settle();
  desk->pool_ = member->pool();
  return desk;
}

pool_desk::~pool_desk() {
  if (own_ && !own_->get()->getf(caf::abstract_actor::is_terminated_flag))
    static_cast<mailbox_actor*>(own_->get())->leave();
}

void pool_desk::refuse_if_over() const {
  if (over_)
    rethrow(*over_);
  if (state_ != state::running)
    throw closed("the pool is closed: it takes no more tasks");
}

void pool_desk::refuse_in_task(const char* what) const {
  if (member_ != nullptr)
    throw invalid_state(std::string{"a task cannot "} + what + " the pool that it runs in");
}

// -- what comes back ----------------------------------------------------------------------------------

void pool_desk::hear(pool_results&& what) {
  std::vector<std::shared_ptr<open_call>> over;
  std::uint32_t read = 0;
  {
    const std::scoped_lock hold{lock_};
    for (result_block& one : what.blocks)
      take(std::move(one), over);
    if (++read_ == messages_told_late)
      read = std::exchange(read_, 0);
  }
  if (read != 0)
    send(pool_read{read});
  for (const auto& call : over)
    if (call->is_cut_short())
      send(pool_cancel{call->number(), false});
}

void pool_desk::take(result_block&& one, std::vector<std::shared_ptr<open_call>>& over) {
  const auto found = calls_.find(one.call);
  if (found == calls_.end())
    return;
  found->second->add(std::move(one));
  if (!found->second->is_over())
    return;
  over.push_back(std::move(found->second));
  calls_.erase(found);
  note_empty();
}

void pool_desk::forget_if_over(const open_call& which) {
  if (which.is_over() && calls_.erase(which.number()) != 0)
    note_empty();
}

void pool_desk::note_empty() {
  if (calls_.empty() && std::exchange(is_lent_, false))
    member_->give_back();
}

bool pool_desk::has_calls() const {
  const std::scoped_lock hold{lock_};
  return !calls_.empty();
}

void pool_desk::hear(const pool_over& what) { fail_all(what.why); }

void pool_desk::fail_all(const exception_value& why) {
  std::unordered_map<std::uint64_t, std::shared_ptr<open_call>> open;
  {
    const std::scoped_lock hold{lock_};
    if (!over_)
      over_ = why;
    open.swap(calls_);
    for (const auto& [number, call] : open)
      call->fail(why);
    note_empty();
  }
  host_.nudge();
}

void pool_desk::cancel(open_call& call, bool ends_running) {
  std::shared_ptr<open_call> gone;
  {
    const std::scoped_lock hold{lock_};
    const auto found = calls_.extract(call.number());
    if (!found)
      return;
    gone = found.mapped();
    call.fail(failure(errc::cancelled, "the call of '" + call.label() + "' was cancelled"));
    note_empty();
  }
  send(pool_cancel{call.number(), ends_running});
  host_.nudge();
}

// -- its life -----------------------------------------------------------------------------------------

void pool_desk::close() {
  refuse_in_task("close");
  {
    const std::scoped_lock hold{lock_};
    if (state_ != state::running)
      return;
    state_ = state::closed;
  }
  send(pool_close{});
}

void pool_desk::terminate() {
  refuse_in_task("terminate");
  {
    const std::scoped_lock hold{lock_};
    if (state_ == state::terminated || state_ == state::joined)
      return;
    state_ = state::terminated;
  }
  send(pool_terminate{});
  fail_all(failure(errc::pool_terminated, "the pool was terminated before the work was done"));
}

void pool_desk::resize(int processes) {
  refuse_in_task("resize");
  const std::uint32_t wanted = number_of_workers(processes);
  {
    const std::scoped_lock hold{lock_};
    if (over_)
      rethrow(*over_);
    if (state_ == state::joined)
      throw closed("the pool has ended: it has no workers any more");
  }
  size_ = wanted;
  send(pool_resize{processes});
}

pool_progress pool_desk::progress() const { return supervision::ask<pool_progress>(pool_, get_pool_progress{}); }

// Who waits here reads none of them: what they have not taken is never taken, and the pool would wait for it.
void pool_desk::end_loops_of_this_thread() {
  std::vector<std::shared_ptr<open_call>> ended;
  {
    const std::scoped_lock hold{lock_};
    if (state_ == state::running)
      return;
    for (const auto& [number, call] : calls_)
      if (call->end_with_what_it_has())
        ended.push_back(call);
    for (const auto& call : ended)
      forget_if_over(*call);
  }
  for (const auto& call : ended) {
    pool_submit nothing_more;
    nothing_more.call = call->number();
    nothing_more.terms = call->terms();
    nothing_more.is_last = true;
    send(std::move(nothing_more));
  }
}

void pool_desk::join() {
  refuse_in_task("join");
  {
    const std::scoped_lock hold{lock_};
    if (state_ == state::joined)
      return;
  }
  end_loops_of_this_thread();
  supervision::tell(pool_, pool_join{});
  host_.pump_until([this] { return !has_calls(); }, os::never); // the pool may have more results than it sends ahead
  const std::scoped_lock hold{lock_};
  state_ = state::joined;
}

// Ctrl-C is not for this wait, which is short: it stays pending for the next one of the thread that it interrupts.
void pool_desk::leave() noexcept {
  try {
    std::size_t open = 0;
    {
      const std::scoped_lock hold{lock_};
      open = calls_.size();
    }
    if (open != 0)
      logger().warning("a pool was left with " + std::to_string(open) + (open == 1 ? " call" : " calls") +
                       " that had no result yet; close() and join() it, or wait for them, before");
    terminate(); // also what is closed: a task of a call that has failed or was left may never end
    std::thread{[this] {
      try {
        join();
      } catch (const error& why) {
        logger().error(std::string{"the workers of a pool were not waited for: "} + why.what());
      }
    }}.join();
    send(pool_leave{});
    reactions_.stop();
  } catch (const std::exception& why) {
    logger().error(std::string{"a pool did not end in order: "} + why.what());
  }
}

const char* pool_desk::state_text() const {
  const std::scoped_lock hold{lock_};
  switch (state_) {
  case state::running: return over_ ? "broken" : "running";
  case state::closed: return "closed";
  case state::terminated: return "terminated";
  case state::joined: break;
  }
  return "joined";
}

} // namespace troupe::rooms::parallel

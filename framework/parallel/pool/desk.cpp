#include "parallel/pool/desk.hpp"

#include <algorithm>
#include <thread>

#include "os/process_facts.hpp"
#include "parallel/children.hpp"
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

constexpr std::size_t chunks_per_worker = 4; // as Python has it
constexpr std::size_t chunk_of_unknown = 16; // of a range whose length is not known
constexpr std::size_t most_pieces = 64;      // in a message
constexpr std::size_t most_words = 8U << 10; // in a message, unless one piece has more
constexpr std::uint32_t messages_told_late = 8;

exception_value terminated() {
  exception_value what;
  what.type = "troupe::pool_terminated";
  what.text = "the pool was terminated before the work was done";
  what.report = what.type + ": " + what.text;
  what.code = errc::pool_terminated;
  return what;
}

std::uint32_t positive(const char* name, int number) {
  if (number < 1)
    throw invalid_argument(std::string{"pool_options."} + name + " is at least 1, not " + std::to_string(number));
  return static_cast<std::uint32_t>(number);
}

std::optional<first_task> first_task_of(const pool_initializer& from) {
  const calls::task_function& what = from.function();
  if (what.make == nullptr)
    return {};
  return first_task{spawn::place_of(reinterpret_cast<const void*>(what.make), std::string{what.label}), from.words()};
}

pool_plan plan_of(const pool_options& options) {
  return {options.processes ? positive("processes", *options.processes) : cpu_count(),
          first_task_of(options.initializer),
          options.max_tasks_per_child ? positive("max_tasks_per_child", *options.max_tasks_per_child) : 0};
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

pool_desk::pool_desk(std::size_t size) : host_(actor::current_host()), size_(size) {}

std::shared_ptr<pool_desk> pool_desk::open(const pool_options& options) {
  pool_plan plan = plan_of(options);
  const std::shared_ptr<pool_desk> desk{new pool_desk{plan.processes}};
  caf::actor_config config{&desk->host_.unit()};
  config.add_flag(caf::abstract_actor::is_hidden_flag);
  const caf::actor made = desk->host_.system().spawn_impl<mailbox_actor, caf::no_spawn_options>(
    config, desk->host_, std::weak_ptr<pool_desk>{desk});
  desk->own_ = caf::actor_cast<caf::strong_actor_ptr>(made);
  desk->host_.enlist(desk->own_);
  desk->pool_ = supervision::ask_supervisor<caf::actor>(supervision::child_request{
    supervision::child_kind::pool, wire::to_words(plan), supervision::log_to_inherit(), origin_of_workers(), made});
  return desk;
}

pool_desk::~pool_desk() {
  if (own_ && !own_->get()->getf(caf::abstract_actor::is_terminated_flag))
    static_cast<mailbox_actor*>(own_->get())->leave();
}

template <class Message>
void pool_desk::send(Message&& what) const {
  caf::actor_cast<caf::actor_control_block*>(pool_)->enqueue(own_, caf::make_message_id(),
                                                             caf::make_message(std::forward<Message>(what)), nullptr);
}

void pool_desk::refuse_if_over() const {
  if (over_)
    rethrow(*over_);
  if (state_ != state::running)
    throw closed("the pool is closed: it takes no more tasks");
}

std::shared_ptr<desk_call> pool_desk::enter(std::string_view label, bool fails_at_once) {
  const std::scoped_lock hold{lock_};
  refuse_if_over();
  const auto call = std::make_shared<desk_call>(shared_from_this(), ++last_call_, label, fails_at_once);
  calls_.emplace(call->number(), call);
  return call;
}

std::shared_ptr<calls::pool_call> pool_desk::begin(const call_options& options, bool fails_at_once,
                                                   const calls::task_function& what, calls::task_source& from) {
  const auto call = enter(what.label, fails_at_once);
  const std::optional<std::size_t> count = from.size();
  const std::size_t parts = chunks_per_worker * size_;
  const std::size_t fair = count ? std::max<std::size_t>((*count + parts - 1) / parts, 1) : chunk_of_unknown;
  try {
    feed(*call, what, from, options.chunk != 0 ? options.chunk : fair);
  } catch (...) {
    cancel(*call);
    throw;
  }
  return call;
}

void pool_desk::feed(desk_call& call, const calls::task_function& what, calls::task_source& from, std::size_t chunk) {
  std::uint64_t taken = 0;
  for (bool is_whole = false; !is_whole;) {
    pool_submit message;
    message.call = call.number();
    is_whole = take_some(from, chunk, taken, message.pieces);
    message.is_last = is_whole;
    const bool goes_on = note_given(call, taken, is_whole);
    if (taken != 0 && goes_on)
      submit(std::move(message), what);
    if (!goes_on && taken != 0)
      return send(pool_cancel{call.number()}); // behind all of it
  }
}

// Whether that was all.
bool pool_desk::take_some(calls::task_source& from, std::size_t chunk, std::uint64_t& taken,
                          std::vector<task_piece>& into) {
  for (std::size_t words = 0; into.size() < most_pieces && words < most_words;) {
    task_piece one{taken, 0, {}};
    one.count = static_cast<std::uint32_t>(from.take(chunk, one.words));
    if (one.count == 0)
      return true;
    taken += one.count;
    words += one.words.size();
    into.push_back(std::move(one));
    if (from.size() == taken)
      return true;
  }
  return false;
}

// Whether the call is open still.
bool pool_desk::note_given(desk_call& call, std::uint64_t count, bool is_whole) {
  const std::scoped_lock hold{lock_};
  if (call.is_over())
    return false;
  if (call.given(count, is_whole))
    calls_.erase(call.number());
  return true;
}

// The place of a function is sent with its first use, and no other use of it may overtake that.
void pool_desk::submit(pool_submit&& message, const calls::task_function& what) {
  const std::scoped_lock hold{order_};
  const auto found = std::ranges::find(functions_, what.make);
  message.function = static_cast<std::uint32_t>(found - functions_.begin());
  if (found == functions_.end()) {
    message.place = spawn::place_of(reinterpret_cast<const void*>(what.make), std::string{what.label});
    functions_.push_back(what.make);
  }
  send(std::move(message));
}

void pool_desk::hear(pool_results&& what) {
  std::vector<std::shared_ptr<desk_call>> over;
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
      send(pool_cancel{call->number()});
}

void pool_desk::take(result_block&& one, std::vector<std::shared_ptr<desk_call>>& over) {
  const auto found = calls_.find(one.call);
  if (found == calls_.end() || !found->second->add(std::move(one)))
    return;
  over.push_back(std::move(found->second));
  calls_.erase(found);
}

void pool_desk::hear(const pool_over& what) { fail_all(what.why); }

void pool_desk::fail_all(const exception_value& why) {
  std::unordered_map<std::uint64_t, std::shared_ptr<desk_call>> open;
  {
    const std::scoped_lock hold{lock_};
    if (!over_)
      over_ = why;
    open.swap(calls_);
    for (const auto& [number, call] : open)
      call->fail(why);
  }
  host_.nudge();
}

void pool_desk::cancel(const desk_call& call) {
  std::shared_ptr<desk_call> gone;
  {
    const std::scoped_lock hold{lock_};
    if (const auto found = calls_.extract(call.number()))
      gone = found.mapped();
  }
  send(pool_cancel{call.number()});
}

void pool_desk::close() {
  {
    const std::scoped_lock hold{lock_};
    if (state_ != state::running)
      return;
    state_ = state::closed;
  }
  send(pool_close{});
}

void pool_desk::terminate() {
  {
    const std::scoped_lock hold{lock_};
    if (state_ == state::terminated || state_ == state::joined)
      return;
    state_ = state::terminated;
  }
  send(pool_terminate{});
  fail_all(terminated());
}

void pool_desk::join() {
  {
    const std::scoped_lock hold{lock_};
    if (state_ == state::running)
      throw invalid_state("the pool is still running: close() or terminate() it before join()");
    if (state_ == state::joined)
      return;
  }
  supervision::tell(pool_, pool_join{});
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
      logger().warning("a pool was left with " + std::to_string(open) +
                       " calls that had no result yet; close() and "
                       "join() it, or wait for them, before");
    if (state_ == state::running || open != 0)
      terminate();
    std::thread{[this] {
      try {
        join();
      } catch (const error& why) {
        logger().error(std::string{"the workers of a pool were not waited for: "} + why.what());
      }
    }}.join();
    send(pool_leave{});
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

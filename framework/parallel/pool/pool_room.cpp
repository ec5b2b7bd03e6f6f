#include "parallel/pool/pool_room.hpp"

#include <algorithm>

#include "parallel/pool/pool_failure.hpp"
#include "parallel/pool/terms.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

using std::chrono::milliseconds;

constexpr auto time_to_say_hello = milliseconds(20); // of a worker that is over: what it said is in the lane
constexpr auto failing_period = std::chrono::seconds(5);
constexpr auto time_of_stand_ins = milliseconds(500); // without work, before they leave

} // namespace

pool_room::pool_room(caf::event_based_actor* self, pools& in, std::uint32_t house, const pool_plan& plan,
                     const supervision::child_request& asked)
  : self_(self), in_(in), owner_(asked.owner), clients_(self), crew_(self, in, house, plan, asked) {
  self_->monitor(owner_);
  crew_.fill();
}

// -- calls --------------------------------------------------------------------------------------------

void pool_room::submit(const caf::actor& who, pool_submit&& what) {
  if (over_ || has_retired_) {
    self_->send(who, pool_over{over_ ? *over_ : failure(errc::closed, "the pool is closed, and its work done")});
    return let_go(std::move(what.pieces));
  }
  pool_client& by = clients_.at(who);
  const std::uint32_t function = number_of(by, what);
  if (is_closing_ && !what.comes_first && !by.calls.contains(what.call)) {
    clients_.refuse(by, what, failure(errc::closed, "the pool is closed: it takes no more tasks"));
    return let_go(std::move(what.pieces));
  }
  const std::shared_ptr<call_record> call = clients_.call_of(by, what.call, what.terms);
  call->is_whole = what.is_last;
  take_in(call, function, std::move(what.pieces), what.comes_first);
  clients_.forget_if_answered(call);
  deal();
  finish();
}

void pool_room::take_in(const std::shared_ptr<call_record>& call, std::uint32_t function,
                        std::vector<calls::task_piece>&& pieces, bool comes_first) {
  if (call->pace == 0 && !pieces.empty())
    call->pace = paces_[function] * pieces.front().count;
  std::vector<piece> all;
  for (calls::task_piece& one : pieces) {
    call->given += one.count;
    const std::uint64_t first = one.first;
    const std::uint32_t count = one.count;
    all.push_back({call, function, first, 0, count, std::make_shared<const kept_tasks>(std::move(one)), 0});
  }
  if (comes_first)
    put_in_front(std::move(all));
  else
    std::ranges::move(all, std::back_inserter(queue_));
}

std::uint32_t pool_room::number_of(pool_client& by, pool_submit& what) {
  if (by.functions.size() <= what.function)
    by.functions.resize(what.function + 1);
  if (what.place)
    by.functions[what.function] = number_of(std::move(*what.place));
  return by.functions[what.function];
}

std::uint32_t pool_room::number_of(spawn::code_place&& place) {
  const auto is_it = [&](const spawn::code_place& known) {
    return known.offset == place.offset && known.module == place.module && known.build == place.build;
  };
  const auto found = std::ranges::find_if(functions_, is_it);
  const auto number = static_cast<std::uint32_t>(found - functions_.begin());
  if (found == functions_.end())
    functions_.push_back(std::move(place));
  paces_.resize(functions_.size());
  return number;
}

void pool_room::cancel(pool_client& by, const pool_cancel& what) {
  const std::shared_ptr<call_record> call = clients_.cancel(by, what.call);
  if (call && what.ends_running) {
    call->is_to_end = true;
    look_at_all();
  }
  drop_unwanted();
}

void pool_room::drop_unwanted() {
  std::erase_if(queue_, [](const piece& one) { return one.of->by == nullptr; });
  finish();
}

// -- its own life -------------------------------------------------------------------------------------

void pool_room::close() {
  is_closing_ = true;
  finish();
}

void pool_room::terminate() {
  is_closing_ = true;
  if (!over_)
    fail(failure(errc::pool_terminated, "the pool was terminated before the work was done"));
  crew_.end_all();
  finish();
}

caf::result<void> pool_room::resize(std::int32_t processes) {
  if (processes < 1 || processes > most_workers)
    return make_error(errc::invalid_argument, "a pool has 1 to " + std::to_string(most_workers) + " processes, not " +
                                                std::to_string(processes));
  crew_.resize(static_cast<std::size_t>(processes));
  deal();
  return caf::unit;
}

void pool_room::join(caf::response_promise&& promise) {
  if (!is_closing_)
    return promise.deliver(
      make_error(errc::invalid_state, "the pool is still running: close() or terminate() it before join()"));
  joining_.push_back(std::move(promise));
  finish();
}

void pool_room::leave() {
  owner_ = nullptr;
  finish();
}

void pool_room::fail(exception_value&& why) {
  queue_.clear();
  clients_.fail_all(why);
  asked_.fail_all(why);
  over_ = std::move(why);
}

// A task of a closed pool may still use it: as long as its own call is open, nobody retires.
void pool_room::finish() {
  if (is_closing_ && !over_ && queue_.empty() && !clients_.has_calls() && asked_.is_empty()) {
    has_retired_ = true;
    crew_.retire_all();
    crew_.dismiss_idle();
  }
  if (crew_.size() != 0)
    return;
  if (is_closing_ || over_)
    for (caf::response_promise& one : std::exchange(joining_, {}))
      one.deliver(caf::unit);
  if (owner_ == nullptr) {
    in_.forget(caf::actor_cast<caf::actor>(self_));
    self_->quit();
  }
}

// -- lives of workers ---------------------------------------------------------------------------------

void pool_room::born(const worker_born& how) {
  if (how.code == 0)
    return crew_.born(how);
  if (crew_.find(how.number) != nullptr)
    crew_.take(how.number);
  note_failure(failure(static_cast<errc>(how.code), how.text));
  finish();
}

void pool_room::hear(worker_hello&& hello, const caf::actor& worker) {
  worker_record* const who = crew_.greeted(hello.number, worker);
  if (who == nullptr)
    return;
  if (!hello.failure) {
    failed_in_a_row_ = 0;
    return deal();
  }
  who->is_retiring = who->is_told = true; // it leaves by itself
  note_failure(std::move(*hello.failure));
}

void pool_room::ended(const worker_ended& how) {
  worker_record* const who = crew_.find(how.number);
  if (who == nullptr)
    return;
  who->ended = how;
  if (who->is_drained || (!who->self && over_))
    bury(how.number);
  else if (!who->self)
    self_->delayed_send(self_, time_to_say_hello, worker_buried{how.number});
}

void pool_room::gone(const caf::actor_addr& who) {
  if (worker_record* const worker = crew_.find(who)) {
    worker->is_drained = true;
    if (worker->ended)
      bury(worker->number);
    return;
  }
  clients_.gone(who);
  if (minded_.erase(who) != 0)
    end_asked(asked_.gone(who));
  drop_unwanted();
  if (owner_ != nullptr && owner_ == who) {
    owner_ = nullptr;
    terminate();
  }
}

void pool_room::bury(std::uint32_t number) {
  if (crew_.find(number) == nullptr)
    return;
  const worker_record who = crew_.take(number);
  if (!who.self && !over_)
    note_failure(failure(errc::initializer_failed, who.ended->story + " before it was ready"));
  give_back(who);
  crew_.fill();
  deal();
  tell();
  finish();
}

// Who cannot begin is replaced, but not for ever: neither when some can and too many cannot, nor when none can, however
// long each takes to fail.
void pool_room::note_failure(exception_value&& why) {
  const auto now = os::clock::now();
  failures_.push_back(now);
  while (now - failures_.front() > failing_period)
    failures_.pop_front();
  if (std::max(failures_.size(), ++failed_in_a_row_) > std::max<std::size_t>(3, crew_.wanted()) && !over_) {
    why.code = why.code == errc::remote_error ? errc::initializer_failed : why.code;
    why.text = "the pool's workers cannot begin: " + why.type + ": " + why.text;
    why.type = "troupe::" + std::string{name(why.code)};
    why.value_type = 0;
    fail(std::move(why));
    crew_.end_all();
    return;
  }
  crew_.fill();
}

// -- tasks that use the pool they run in --------------------------------------------------------------

pool_lent pool_room::lend(const pool_borrow& to) {
  worker_record* const who = crew_.find(to.number);
  if (who == nullptr || over_ || has_retired_)
    return {};
  auto back = crew_.lend(*who, to.ticket);
  if (!back)
    return {};
  pool_lent answer{true, {}};
  std::vector<piece> pieces;
  for (hand& one : *back) {
    answer.withdrawn.push_back(one.ticket);
    pieces.push_back(std::move(one.what));
  }
  put_in_front(std::move(pieces));
  deal();
  return answer;
}

void pool_room::take_back(std::uint32_t number) {
  if (worker_record* const who = crew_.find(number))
    crew_.take_back(*who);
  if (!std::exchange(has_stand_ins_, true))
    self_->delayed_send(self_, time_of_stand_ins, stand_ins_idle{});
}

void pool_room::send_home() {
  has_stand_ins_ = false;
  crew_.send_home();
}

} // namespace troupe::rooms::parallel

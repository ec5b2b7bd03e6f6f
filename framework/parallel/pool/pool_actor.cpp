#include "parallel/pool/pool_actor.hpp"

#include <algorithm>

#include "os/clock.hpp"
#include "parallel/pool/crew.hpp"
#include "parallel/pool/progress.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

using std::chrono::milliseconds;

constexpr auto time_to_say_hello = milliseconds(20); // of a worker that is over: what it said is in the lane
constexpr std::uint64_t brisk = 200'000;             // nanoseconds: a piece that short does not wait for its turn
constexpr std::uint64_t one_serving = 100'000;       // nanoseconds of work in one message
constexpr std::size_t most_in_serving = 64;          // pieces
constexpr auto failing_period = std::chrono::seconds(5);

exception_value failure(errc code, std::string text) {
  exception_value what;
  what.type = "troupe::" + std::string{name(code)};
  what.report = what.type + ": " + text;
  what.text = std::move(text);
  what.code = code;
  return what;
}

/// What the pool does, in reaction to its messages.
class pool_work_room {
public:
  pool_work_room(caf::event_based_actor* self, pools& in, std::uint32_t house, pool_plan& plan,
                 supervision::child_request& asked)
    : self_(self), owner_(asked.owner), clients_(self), crew_(self, in, house, plan, asked) {
    self_->monitor(owner_);
    crew_.fill();
  }

  // -- calls ----------------------------------------------------------------------------------------

  void submit(const caf::actor& who, pool_submit&& what) {
    if (over_)
      return self_->send(who, pool_over{*over_});
    pool_client& by = clients_.at(who);
    const std::uint32_t function = number_of(by, what);
    std::shared_ptr<call_record> call = by.calls[what.call];
    if (!call)
      call = by.calls[what.call] = std::make_shared<call_record>(call_record{&by, what.call, 0, 0, false});
    call->is_whole = what.is_last;
    for (task_piece& one : what.pieces) {
      call->given += one.count;
      queue_.push_back({call, function, one.first, 0, one.count,
                        std::make_shared<const std::vector<std::uint64_t>>(std::move(one.words))});
    }
    clients_.forget_if_answered(call);
    deal();
  }

  void cancel(const caf::actor& who, std::uint64_t call) {
    clients_.cancel(who, call);
    drop_unwanted();
  }

  void has_read(const caf::actor& who, std::uint32_t messages) { clients_.has_read(who, messages); }

  void close() {
    is_closing_ = true;
    finish();
  }

  void terminate() {
    is_closing_ = true;
    if (!over_)
      fail(failure(errc::pool_terminated, "the pool was terminated before the work was done"));
    crew_.end_all();
    finish();
  }

  void join(caf::response_promise promise) {
    joining_.push_back(std::move(promise));
    finish();
  }

  void leave() {
    owner_ = nullptr;
    finish();
  }

  // -- workers --------------------------------------------------------------------------------------

  void born(const worker_born& how) {
    if (how.code == 0)
      return crew_.born(how);
    if (crew_.find(how.number) != nullptr)
      crew_.take(how.number);
    note_failure(failure(static_cast<errc>(how.code), how.text));
    finish();
  }

  void hear(worker_hello&& hello, const caf::actor& worker) {
    worker_record* const who = crew_.greeted(hello.number, worker);
    if (who == nullptr)
      return;
    if (!hello.failure)
      return deal();
    who->is_retiring = who->is_told = true; // it leaves by itself
    note_failure(std::move(*hello.failure));
  }

  void done(pool_done&& what) {
    worker_record* const who = crew_.find(what.number);
    if (who == nullptr)
      return;
    if (!what.blocks.empty())
      note_pace(what);
    for (done_block& one : what.blocks)
      take_result(*who, std::move(one));
    deal();
    clients_.flush();
    finish();
  }

  void ended(const worker_ended& how) {
    worker_record* const who = crew_.find(how.number);
    if (who == nullptr)
      return;
    who->ended = how;
    if (who->is_drained)
      bury(how.number);
    else if (!who->self)
      self_->delayed_send(self_, time_to_say_hello, worker_buried{how.number});
  }

  void gone(const caf::actor_addr& who) {
    if (worker_record* const worker = crew_.find(who)) {
      worker->is_drained = true;
      if (worker->ended)
        bury(worker->number);
      return;
    }
    clients_.gone(who);
    drop_unwanted();
    if (owner_ != nullptr && owner_ == who) {
      owner_ = nullptr;
      terminate();
    }
  }

  void bury(std::uint32_t number) {
    if (crew_.find(number) == nullptr)
      return;
    const worker_record who = crew_.take(number);
    if (!who.self && !over_)
      note_failure(failure(errc::initializer_failed, who.ended->story + " before it was ready"));
    give_back(who);
    crew_.fill();
    deal();
    clients_.flush();
    finish();
  }

private:
  std::uint32_t number_of(pool_client& by, pool_submit& what) {
    if (by.functions.size() <= what.function)
      by.functions.resize(what.function + 1);
    if (what.place)
      by.functions[what.function] = number_of(std::move(*what.place));
    return by.functions[what.function];
  }

  std::uint32_t number_of(spawn::code_place&& place) {
    const auto is_it = [&](const spawn::code_place& known) {
      return known.offset == place.offset && known.module == place.module;
    };
    const auto found = std::ranges::find_if(functions_, is_it);
    const auto number = static_cast<std::uint32_t>(found - functions_.begin());
    if (found == functions_.end())
      functions_.push_back(std::move(place));
    return number;
  }

  // Pieces that take long are dealt one by one, to whoever has nothing; short ones a few at a time, and the next before
  // the last has come back.
  void deal() {
    while (!queue_.empty() && !over_) {
      worker_record* const to = crew_.free_for(pace_ != 0 && pace_ < brisk ? 2 : 1);
      if (to == nullptr)
        break;
      const std::size_t fair = std::max<std::size_t>(queue_.size() / (2 * crew_.size()), 1);
      const std::size_t fits = pace_ == 0 ? 1 : std::clamp<std::size_t>(one_serving / pace_, 1, most_in_serving);
      std::vector<piece> some;
      for (std::size_t left = std::min({fair, fits, crew_.room_of(*to)}); left > 0 && !queue_.empty(); --left) {
        some.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
      crew_.deal(*to, std::move(some), functions_);
    }
    crew_.dismiss_idle();
  }

  // An average that follows within a few messages.
  void note_pace(const pool_done& what) {
    const std::uint64_t now = std::max<std::uint64_t>(what.nanoseconds / what.blocks.size(), 1);
    pace_ = pace_ == 0 ? now : (3 * pace_ + now) / 4;
  }

  void take_result(worker_record& who, done_block&& what) {
    const auto found = std::ranges::find(who.in_hand, what.ticket, &hand::ticket);
    if (found == who.in_hand.end())
      return;
    const piece& of = found->what;
    found->reported = what.to;
    clients_.answer(of.of,
                    {0, of.first + what.from, what.to - what.from, std::move(what.words), std::move(what.failure)});
    if (what.to == of.to)
      who.in_hand.erase(found);
  }

  // In front, in their order.
  void give_back(const worker_record& who) {
    std::vector<piece> back;
    const task_in_hand last = unpacked(who.ended->task);
    for (const hand& one : who.in_hand) {
      const std::uint32_t running = one.what.from + last.begun - 1;
      if (one.ticket == last.ticket && last.begun != 0 && running >= one.reported) {
        add_part(back, one.what, one.reported, running);
        charge(one.what, running, who.ended->story);
        add_part(back, one.what, running + 1, one.what.to);
      } else {
        add_part(back, one.what, one.reported, one.what.to);
      }
    }
    queue_.insert(queue_.begin(), std::make_move_iterator(back.begin()), std::make_move_iterator(back.end()));
  }

  static void add_part(std::vector<piece>& to, const piece& of, std::uint32_t from, std::uint32_t end) {
    if (from == end || of.of->by == nullptr)
      return;
    piece part = of;
    part.from = from;
    part.to = end;
    to.push_back(std::move(part));
  }

  void charge(const piece& what, std::uint32_t task, const std::string& story) {
    const std::string label = functions_[what.function].label;
    clients_.answer(what.of, {0,
                              what.first + task,
                              1,
                              {},
                              failure(errc::worker_lost, story + " while it ran '" + label + "', task " +
                                                           std::to_string(what.first + task) + " of the call")});
  }

  // Who cannot begin is replaced, but not for ever.
  void note_failure(exception_value&& why) {
    const auto now = os::clock::now();
    failures_.push_back(now);
    while (now - failures_.front() > failing_period)
      failures_.pop_front();
    if (failures_.size() > std::max<std::size_t>(3, crew_.wanted()) && !over_) {
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

  void fail(exception_value&& why) {
    queue_.clear();
    clients_.fail_all(why);
    over_ = std::move(why);
  }

  void drop_unwanted() {
    std::erase_if(queue_, [](const piece& one) { return one.of->by == nullptr; });
    finish();
  }

  void finish() {
    if (is_closing_ && !over_ && queue_.empty() && !clients_.has_calls()) {
      crew_.retire_all();
      crew_.dismiss_idle();
    }
    if (crew_.size() != 0)
      return;
    if (is_closing_ || over_)
      for (caf::response_promise& one : std::exchange(joining_, {}))
        one.deliver(caf::unit);
    if (owner_ == nullptr)
      self_->quit();
  }

  caf::event_based_actor* self_;
  caf::actor owner_; ///< null: it has left
  clients clients_;
  crew crew_;
  std::vector<spawn::code_place> functions_;
  std::deque<piece> queue_;
  std::deque<os::time_point> failures_; ///< of starts
  std::vector<caf::response_promise> joining_;
  std::optional<exception_value> over_; ///< why nothing will be done any more
  std::uint64_t pace_ = 0;              ///< nanoseconds that a piece takes
  bool is_closing_ = false;
};

} // namespace

troupe::behavior pool_actor(troupe::event_based_actor* self, pools* in, std::uint32_t house,
                            const std::shared_ptr<pool_plan>& plan,
                            const std::shared_ptr<supervision::child_request>& asked) {
  const auto room = std::make_shared<pool_work_room>(self, *in, house, *plan, *asked);
  const auto sender = [self] { return caf::actor_cast<caf::actor>(self->current_sender()); };
  self->set_down_handler([room, plan, asked](const caf::down_msg& down) { room->gone(down.source); });
  return {
    [=](pool_submit& what) { room->submit(sender(), std::move(what)); },
    [=](const pool_cancel& what) { room->cancel(sender(), what.call); },
    [=](const pool_read& what) { room->has_read(sender(), what.count); },
    [=](pool_done& what) { room->done(std::move(what)); },
    [=](worker_hello& what) { room->hear(std::move(what), sender()); },
    [=](const worker_born& what) { room->born(what); },
    [=](const worker_ended& what) { room->ended(what); },
    [=](const worker_buried& what) { room->bury(what.number); },
    [=](const pool_close&) { room->close(); },
    [=](const pool_terminate&) { room->terminate(); },
    [=](const pool_join&) {
      auto promise = self->make_response_promise();
      room->join(promise);
      return promise;
    },
    [=](const pool_leave&) { room->leave(); },
  };
}

} // namespace troupe::rooms::parallel

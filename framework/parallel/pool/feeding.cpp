// How the tasks of a call get from the range they are taken from to whoever runs them.
#include <algorithm>

#include "actor/heard_mail.hpp"
#include "os/fault_point.hpp"
#include "parallel/pool/desk.hpp"
#include "parallel/pool/desk_call.hpp"
#include "parallel/pool/desk_stream.hpp"
#include "parallel/pool/piece_run.hpp"
#include "parallel/pool/terms.hpp"
#include "parallel/pool/written_tasks.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr std::size_t chunks_per_worker = 4;        // as Python has it
constexpr std::size_t chunk_of_unknown = 16;        // of a range whose length is not known
constexpr std::size_t most_pieces = 64;             // in a message
constexpr std::size_t most_words = 8U << 10;        // in a message, unless one piece has more
constexpr std::size_t large_piece = 32U << 10;      // words: more than one task only below
constexpr std::uint64_t words_under_way = 1U << 20; // of a call that is waited for, unless its workers need more
constexpr std::size_t window_per_worker = 16;
constexpr std::size_t least_window = 256;

std::size_t fair_chunk(std::optional<std::size_t> count, std::size_t workers) {
  const std::size_t parts = chunks_per_worker * workers;
  return count ? std::max<std::size_t>((*count + parts - 1) / parts, 1) : chunk_of_unknown;
}

desk_stream::ways ways_of(const call_options& options, bool in_order, std::size_t workers) {
  const std::size_t chunk = std::max<std::size_t>(options.chunk, 1);
  const std::size_t window =
    options.window != 0 ? options.window : std::max(window_per_worker * chunk * workers, least_window);
  return {in_order, options.progress, std::min(chunk, window), window};
}

// So that tasks of many bytes are copied within memory that is used again and again.
std::size_t chunk_after(const calls::task_piece& one, std::size_t wished) {
  const std::size_t words = std::max<std::size_t>(one.words.size() / std::max(one.count, 1U), 1);
  return std::clamp<std::size_t>(large_piece / words, 1, wished);
}

feeding take_some(calls::task_source& from, const portion& how, written_tasks& into) {
  feeding some{how.at_first != 0 ? how.at_first : how.chunk, how.taken, 0, false};
  while (into.size() < std::min(how.most_pieces, most_pieces) && some.words < most_words) {
    calls::task_piece one{some.taken, 0, {}, {}, {}};
    one.count = static_cast<std::uint32_t>(from.take(some.chunk, one));
    if (how.at_first != 0)
      some.chunk = chunk_after(one, how.chunk);
    some.taken += one.count;
    some.words += one.words.size();
    some.is_whole = one.count == 0 || from.size() == some.taken;
    if (one.count != 0)
      into.add(std::move(one));
    if (some.is_whole)
      return some;
  }
  return some;
}

/// What reads a stream, and ends it.
class stream_reader final : public calls::task_stream {
public:
  explicit stream_reader(std::shared_ptr<desk_stream> of) noexcept : of_(std::move(of)) {}
  stream_reader(const stream_reader&) = delete;
  stream_reader& operator=(const stream_reader&) = delete;
  ~stream_reader() override { of_->leave(); }
  const calls::arrived_results* next(std::chrono::nanoseconds limit) override { return of_->next(limit); }

private:
  const std::shared_ptr<desk_stream> of_;
};

} // namespace

template <class Call, class... Args>
std::shared_ptr<Call> pool_desk::enter(Args&&... args) {
  std::shared_ptr<Call> call;
  {
    const std::scoped_lock hold{lock_};
    refuse_if_over();
    call = std::make_shared<Call>(shared_from_this(), ++last_call_, std::forward<Args>(args)...);
    calls_.emplace(call->number(), call);
  }
  lend_out(*call);
  return call;
}

// A worker whose task will wait: as long as the call is open, another one stands in for it, or it does the work itself.
void pool_desk::lend_out(open_call& call) {
  if (member_ == nullptr)
    return;
  {
    const std::scoped_lock hold{lock_};
    if (is_lent_)
      return;
  }
  const bool is_lent = member_->borrow();
  const std::scoped_lock hold{lock_};
  is_lent_ = is_lent;
  if (!is_lent)
    call.run_here();
}

std::shared_ptr<calls::pool_call> pool_desk::begin(const call_options& options, const desk_ways& how,
                                                   const calls::task_function& what, calls::task_source& from) {
  const auto call = enter<desk_call>(what.label, terms_of(options, how.fails_at_once),
                                     desk_call::ways{how.fails_at_once, options.progress});
  try {
    feed_all(*call, what, from, options, how.waits_for_results);
  } catch (...) {
    cancel(*call, false);
    throw;
  }
  return call;
}

std::unique_ptr<calls::task_stream> pool_desk::stream(const call_options& options, bool in_order,
                                                      const calls::task_function& what,
                                                      std::unique_ptr<calls::task_source> from) {
  const auto call =
    enter<desk_stream>(what, terms_of(options, true), ways_of(options, in_order, size()), std::move(from));
  auto reader = std::make_unique<stream_reader>(call);
  if (!call->runs_here())
    call->take_tasks();
  return reader;
}

// Large tasks lie in the memory that those before them lay in: touching as much as all of them need costs more than
// copying them.
void pool_desk::feed_all(desk_call& call, const calls::task_function& what, calls::task_source& from,
                         const call_options& options, bool waits) {
  const bool is_free = options.chunk == 0;
  const std::optional<std::size_t> count = from.size();
  const std::size_t chunk = is_free ? fair_chunk(count, size()) : options.chunk;
  call.expect(count);
  feeding all{chunk, 0, 0, false};
  std::uint64_t words = 0;
  for (;;) {
    all = feed(call, what, from, {chunk, is_free ? all.chunk : 0, all.taken, most_pieces});
    words += all.words;
    if (all.is_whole)
      return;
    if (waits)
      call.wait_until_few(std::max(chunks_per_worker * size() * all.chunk, words_under_way * all.taken / words));
  }
}

feeding pool_desk::feed(open_call& call, const calls::task_function& what, calls::task_source& from,
                        const portion& how) {
  pool_submit message;
  message.call = call.number();
  message.terms = call.terms();
  message.comes_first = member_ != nullptr;
  written_tasks tasks;
  feeding some = take_some(from, how, tasks);
  message.is_last = some.is_whole;
  const bool goes_on = note_given(call, some.taken, some.is_whole);
  if (some.taken == 0)
    return some;
  if (os::pass_fault_point("parallel.pool.given") != 0)
    host_.pump_until([&call] { return call.is_over(); }, os::never); // as another thread may read the mail right here
  if (call.runs_here()) {
    run_here(call, tasks, what);
  } else {
    if (goes_on) {
      message.pieces = tasks.hand_over();
      if (const caf::error refused = submit(message, what)) {
        for (calls::task_piece& one : message.pieces)
          tasks.add(std::move(one));
        throw_error(refused);
      }
    }
    if (call.is_over())
      send(pool_cancel{call.number(), false}); // behind all of it, for one that was sent before may be in front
  }
  some.is_whole = some.is_whole || call.is_over();
  return some;
}

// Whether the call is open still.
bool pool_desk::note_given(open_call& call, std::uint64_t count, bool is_whole) {
  {
    const std::scoped_lock hold{lock_};
    if (call.is_over())
      return false;
    call.given(count, is_whole);
    forget_if_over(call);
  }
  if (call.is_over())
    host_.nudge(); // who joins
  return true;
}

// The place of a function is sent with its first use, and no other use of it may overtake that. What cannot be sent is
// the caller's again.
caf::error pool_desk::submit(pool_submit& message, const calls::task_function& what) {
  const std::scoped_lock hold{order_};
  const auto found = std::ranges::find(functions_, what.make);
  message.function = static_cast<std::uint32_t>(found - functions_.begin());
  if (found == functions_.end()) {
    message.place = spawn::place_of(reinterpret_cast<const void*>(what.make), std::string{what.label});
  }
  caf::message sent = caf::make_message(std::move(message));
  const caf::error refused = actor::send_heard(own_, pool_, sent);
  if (refused)
    message = std::move(sent.get_mutable_as<pool_submit>(0));
  else if (found == functions_.end())
    functions_.push_back(what.make);
  return refused;
}

void pool_desk::run_here(open_call& call, const written_tasks& given, const calls::task_function& what) {
  const std::string label{what.label};
  std::uint64_t first = 0;
  const piece_run::sink told = [&](done_block&& done) {
    std::vector<std::shared_ptr<open_call>> over;
    const std::scoped_lock hold{lock_};
    take({call.number(), first + done.from, done.to - done.from, std::move(done.words), std::move(done.failure)}, over);
  };
  for (const calls::task_piece& each : given.pieces()) {
    first = each.first;
    const work_block block{0, 0, {}, first, 0, each.count, call.terms().stops_at_failure, {}};
    piece_run tasks{block, label, told};
    tasks.begin([&] { return what.make(each.words); });
    while (tasks.has_more() && !call.is_over())
      tasks.run_next();
    tasks.tell();
  }
}

} // namespace troupe::rooms::parallel

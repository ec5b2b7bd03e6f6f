// Who gets which tasks, and what becomes of those of a worker that died.
#include <algorithm>

#include "parallel/pool/pool_failure.hpp"
#include "parallel/pool/pool_room.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr std::uint64_t brisk = 2'000'000;     // nanoseconds: a piece that short does not wait for its turn
constexpr std::uint64_t tiny = 20'000;         // nanoseconds: it takes less than to wake who is to do it
constexpr std::uint64_t one_serving = 100'000; // nanoseconds of work in one message
constexpr std::size_t most_in_serving = 64;    // pieces

std::vector<piece>& add_part(std::vector<piece>& to, const piece& of, std::uint32_t from, std::uint32_t end) {
  if (from < end && of.of->by != nullptr) {
    piece& part = to.emplace_back(of);
    part.from = from;
    part.to = end;
  }
  return to;
}

// An average that follows within a few messages.
void note_pace(call_record& of, const pool_done& what) {
  const std::uint64_t now = std::max<std::uint64_t>(what.nanoseconds / what.blocks.size(), 1);
  of.pace = of.pace == 0 ? now : (3 * of.pace + now) / 4;
}

} // namespace

// Pieces that take long are dealt one by one, to whoever has nothing; short ones a few at a time, and the next before
// the last has come back. Tiny ones keep no more workers at it than there are processors, as long as those get on.
void pool_room::deal() {
  while (!queue_.empty() && !over_) {
    const call_record& of = *queue_.front().of;
    const bool is_tiny = of.pace != 0 && of.pace < tiny;
    const std::size_t enough = is_tiny ? std::min(processors_, crew_.size()) : crew_.size();
    worker_record* const to = crew_.free_for(of, of.pace != 0 && of.pace < brisk ? 2 : 1, enough);
    if (to == nullptr) {
      if (is_tiny)
        look_in(crew::time_to_get_on);
      break;
    }
    const std::chrono::nanoseconds limit{of.terms.timeout};
    if (limit != limit.zero())
      look_in(limit);
    give(*to, serving(crew_.room_of(*to), enough));
  }
  crew_.dismiss_idle();
  look_whom_to_help();
  if (std::exchange(has_refused_, false)) {
    tell();
    finish();
  }
}

// What cannot be sent is tried piece by piece, and is over if it cannot be sent alone.
void pool_room::give(worker_record& to, std::vector<piece>&& some) {
  const caf::error refused = crew_.deal(to, some, functions_);
  if (!refused)
    return;
  if (some.size() > 1) {
    for (piece& one : some)
      give(to, std::vector<piece>{std::move(one)});
    return;
  }
  const piece& one = some.front();
  clients_.answer(one.of, {0,
                           one.first + one.from,
                           one.to - one.from,
                           {},
                           failure(code_of(refused),
                                   "'" + functions_[one.function].label +
                                     "' was not run: its arguments could not be sent to a worker: " + text(refused))});
  has_refused_ = true;
}

// Of one call; less and less towards its end, so that all who are at it end together.
std::vector<piece> pool_room::serving(std::size_t most, std::size_t workers) {
  const std::shared_ptr<call_record> of = queue_.front().of;
  const std::size_t fair = std::max<std::size_t>(queue_.size() / (2 * workers), 1);
  const std::size_t fits = of->pace == 0 ? 1 : std::clamp<std::size_t>(one_serving / of->pace, 1, most_in_serving);
  std::vector<piece> some;
  for (std::size_t left = std::min({fair, fits, most}); left > 0 && !queue_.empty() && queue_.front().of == of;
       --left) {
    some.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return some;
}

void pool_room::done(pool_done&& what) {
  worker_record* const who = crew_.find(what.number);
  if (who == nullptr)
    return;
  if (!what.blocks.empty() && what.nanoseconds != 0)
    if (const auto first = std::ranges::find(who->in_hand, what.blocks.front().ticket, &hand::ticket);
        first != who->in_hand.end()) {
      note_pace(*first->what.of, what);
      paces_[first->what.function] = first->what.of->pace / (first->what.to - first->what.from);
    }
  for (done_block& one : what.blocks)
    take_result(*who, std::move(one));
  if (what.halted != 0)
    take_rest(*who, what.halted);
  who->is_recalled = who->is_recalled && !who->in_hand.empty();
  who->is_retiring = who->is_retiring || what.is_too_large;
  deal();
  tell();
  finish();
}

void pool_room::take_result(worker_record& who, done_block&& what) {
  const auto found = std::ranges::find(who.in_hand, what.ticket, &hand::ticket);
  if (found == who.in_hand.end())
    return;
  const piece of = found->what;
  what.to = std::min(what.to, of.to); // a failure is told of what it stops too, and that may be recalled
  found->reported = what.to;
  who.done += what.to - what.from;
  if (what.to == of.to)
    who.in_hand.erase(found);
  clients_.answer(of.of,
                  {0, of.first + what.from, what.to - what.from, std::move(what.words), std::move(what.failure)});
}

// It was recalled in the instant before it began with that.
void pool_room::take_rest(worker_record& who, std::uint32_t ticket) {
  const auto found = std::ranges::find(who.in_hand, ticket, &hand::ticket);
  if (found == who.in_hand.end())
    return;
  std::vector<piece> back;
  add_part(back, found->what, found->reported, found->what.to);
  who.in_hand.erase(found);
  put_in_front(std::move(back));
}

void pool_room::give_back(const worker_record& who) {
  std::vector<piece> back;
  for (const hand& one : who.in_hand)
    settle(back, who, one);
  put_in_front(std::move(back));
}

// The task that it died at is tried again or answered; the others have done nothing.
void pool_room::settle(std::vector<piece>& back, const worker_record& who, const hand& one) {
  if (one.what.of->by == nullptr)
    return; // nobody wants to know
  const task_in_hand last = unpacked(who.ended->task);
  const std::uint32_t running = one.what.from + last.begun - 1;
  const bool is_condemned = who.condemned && who.condemned->which == last;
  const bool was_at_it =
    one.ticket == last.ticket && last.begun != 0 && running >= one.reported && running < one.what.to; // not recalled
  if (!was_at_it || (who.condemned && !is_condemned)) {
    add_part(back, one.what, one.reported, one.what.to);
    return;
  }
  add_part(back, one.what, one.reported, running);
  if (is_condemned)
    answer(one.what, running, exception_value{who.condemned->why});
  else if (one.what.tried < one.what.of->terms.retries)
    ++add_part(back, one.what, running, running + 1).back().tried;
  else
    answer(one.what, running,
           failure(errc::worker_lost, who.ended->story + " while it ran " + title(one.what, running)));
  add_part(back, one.what, running + 1, one.what.to);
}

// In their order, but for those that nobody wants any more.
void pool_room::put_in_front(std::vector<piece>&& what) {
  std::erase_if(what, [](const piece& one) { return one.of->by == nullptr; });
  queue_.insert(queue_.begin(), std::make_move_iterator(what.begin()), std::make_move_iterator(what.end()));
}

std::string pool_room::title(const piece& what, std::uint32_t task) const {
  return "'" + functions_[what.function].label + "', task " + std::to_string(what.first + task) + " of the call";
}

void pool_room::answer(const piece& what, std::uint32_t task, exception_value&& why) {
  clients_.answer(what.of, {0, what.first + task, 1, {}, std::move(why)});
}

} // namespace troupe::rooms::parallel

#include "parallel/pool/desk_stream.hpp"

#include <algorithm>

#include "parallel/pool/desk.hpp"
#include "parallel/pool/pool_failure.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::parallel {

namespace {

// Of arguments that are under way, by what they have taken on average: an endless range of large ones is no trap.
constexpr std::uint64_t most_words = 4U << 20;

} // namespace

desk_stream::desk_stream(std::shared_ptr<pool_desk> at, std::uint64_t number, const calls::task_function& what,
                         const call_terms& terms, ways how, std::unique_ptr<calls::task_source> from)
  : open_call(std::move(at), number, what.label, terms), what_(what), how_(how), from_(std::move(from)),
    reader_(std::this_thread::get_id()) {
  if (how.shows_progress && progress_bar::is_of_use())
    bar_.emplace(what.label);
}

// -- the reader ---------------------------------------------------------------------------------------

const calls::arrived_results* desk_stream::next(std::chrono::nanoseconds limit) {
  reader_.store(std::this_thread::get_id(), std::memory_order_relaxed); // pairs with end_with_what_it_has
  take_tasks();
  if (!wait_for_one(os::deadline_after(limit)))
    calls::throw_not_ready(limit);
  if (!take_block()) {
    if (bar_)
      bar_->show(read_, read_);
    bar_.reset();
    throw_if_ended_early();
    return nullptr;
  }
  read_ += block_.count;
  if (block_.failure)
    throw_failure(*block_.failure);
  shown_ = {block_.first, block_.count, block_.words, nullptr};
  return &shown_;
}

// Some at a time: a message for each task would cost more than the task.
bool desk_stream::has_room() const noexcept {
  const std::uint64_t under_way = taken_ - read_;
  if (under_way == 0)
    return true;
  const std::uint64_t step = std::max<std::uint64_t>(how_.chunk, how_.window / 4);
  return under_way + step <= how_.window && words_taken_ / taken_ * under_way < most_words;
}

void desk_stream::take_tasks() {
  if (!from_ || is_over() || !has_room() || !begin_taking())
    return;
  try {
    take_from_range();
  } catch (...) {
    end_taking();
    at()->cancel(*this, false);
    throw;
  }
  end_taking();
}

void desk_stream::take_from_range() {
  std::uint64_t room = runs_here() ? how_.chunk : how_.window - (taken_ - read_);
  while (from_ && room >= how_.chunk) {
    const feeding some = at()->feed(*this, what_, *from_, {how_.chunk, 0, taken_, room / how_.chunk});
    words_taken_ += some.words;
    room -= some.taken - taken_;
    taken_ = some.taken;
    if (some.is_whole)
      from_.reset();
    if (some.words > most_words)
      return;
  }
}

bool desk_stream::begin_taking() {
  const std::scoped_lock hold{at()->lock()};
  is_taking_ = !has_ended_early_;
  return is_taking_;
}

void desk_stream::end_taking() noexcept {
  const std::scoped_lock hold{at()->lock()};
  is_taking_ = false;
}

void desk_stream::throw_if_ended_early() {
  {
    const std::scoped_lock hold{at()->lock()};
    if (!has_ended_early_ || !from_)
      return;
  }
  from_.reset();
  throw closed("the pool was joined before the loop over '" + label() +
               "' had taken all of its range: these were the " + std::to_string(taken_) +
               " results of what it had taken");
}

bool desk_stream::wait_for_one(os::time_point deadline) {
  const auto is_ready = [this] { return is_ready_.load(std::memory_order_acquire); }; // pairs with note
  while (!is_ready()) {
    const os::time_point until = bar_ ? std::min(deadline, os::deadline_after(bar_rest)) : deadline;
    if (!at()->host().pump_until(is_ready, until) && until == deadline)
      return false;
    if (bar_)
      bar_->show(read_, from_ ? std::nullopt : std::optional{taken_});
  }
  return true;
}

// False at the end.
bool desk_stream::take_block() {
  const std::scoped_lock hold{at()->lock()};
  if (has_block()) {
    const auto first = arrived_.begin();
    block_ = std::move(first->second);
    next_ = block_.first + block_.count;
    arrived_.erase(first);
    note();
    return true;
  }
  if (failure_) {
    failure_was_read_ = true;
    rethrow(*failure_);
  }
  return false;
}

void desk_stream::throw_failure(const exception_value& why) {
  const exception_value kept = why;
  at()->cancel(*this, false);
  from_.reset();
  bar_.reset();
  {
    const std::scoped_lock hold{at()->lock()};
    arrived_.clear();
    failure_.reset();
    is_whole_ = true;
    given_ = count_;
    note();
  }
  rethrow(kept);
}

void desk_stream::leave() noexcept {
  try {
    tell_unread();
    if (!is_over())
      at()->cancel(*this, false);
  } catch (const std::exception& why) {
    logger().error(std::string{"a loop over a pool did not end in order: "} + why.what());
  }
}

// Of a loop that is dropped in the middle: what failed and was never looked at.
void desk_stream::tell_unread() {
  std::optional<exception_value> unread;
  {
    const std::scoped_lock hold{at()->lock()};
    const auto failed = std::ranges::find_if(arrived_, [](const auto& one) { return one.second.failure.has_value(); });
    if (failed != arrived_.end())
      unread = failed->second.failure;
    else if (!failure_was_read_)
      unread = failure_;
  }
  if (unread)
    log_unread(label(), *unread);
}

// -- the desk -----------------------------------------------------------------------------------------

void desk_stream::add(result_block&& one) {
  count_ += one.count;
  const std::uint64_t first = one.first;
  arrived_.emplace(first, std::move(one));
  if (is_whole_ && count_ == given_)
    set_over();
  note();
}

void desk_stream::given(std::uint64_t count, bool is_whole) {
  given_ = count;
  is_whole_ = is_whole;
  if (is_whole_ && count_ == given_)
    set_over();
  note();
}

void desk_stream::fail(const exception_value& why) {
  failure_ = why;
  set_over();
  note();
}

// Called by the reader itself, or by somebody beside whom another reads: that one goes on. What it has not taken, it
// would take after whoever waits for its end.
bool desk_stream::end_with_what_it_has() {
  if (is_whole_ || is_taking_ ||
      reader_.load(std::memory_order_relaxed) != std::this_thread::get_id()) // pairs with next
    return false;
  has_ended_early_ = true;
  given(given_, true);
  return true;
}

bool desk_stream::has_block() const noexcept {
  return !arrived_.empty() && (!how_.in_order || arrived_.begin()->first == next_);
}

void desk_stream::note() {
  const bool is_at_end = arrived_.empty() && is_whole_ && count_ == given_;
  is_ready_.store(has_block() || is_at_end || failure_, std::memory_order_release); // pairs with wait_for_one
}

} // namespace troupe::rooms::parallel

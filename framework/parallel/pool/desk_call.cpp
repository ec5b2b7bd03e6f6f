#include "parallel/pool/desk_call.hpp"

#include <algorithm>

#include "parallel/pool/desk.hpp"
#include "parallel/pool/pool_failure.hpp"
#include "troupe/error.hpp"

namespace troupe {

namespace rooms::parallel {

namespace {

/// For a scope.
class claim {
public:
  explicit claim(std::atomic<bool>& of) noexcept : of_(of), has_it_(!of.exchange(true, std::memory_order_acquire)) {}
  claim(const claim&) = delete;
  claim& operator=(const claim&) = delete;
  ~claim() {
    if (has_it_)
      of_.store(false, std::memory_order_release); // pairs with the exchange of who has it next
  }
  explicit operator bool() const noexcept { return has_it_; }

private:
  std::atomic<bool>& of_;
  const bool has_it_;
};

} // namespace

desk_call::desk_call(std::shared_ptr<pool_desk> at, std::uint64_t number, std::string_view label,
                     const call_terms& terms, ways how)
  : open_call(std::move(at), number, label, terms), fails_at_once_(how.fails_at_once),
    has_bar_(how.shows_progress && progress_bar::is_of_use()) {
  if (has_bar_)
    bar_.emplace(label);
}

// Results that nobody has asked for are nobody's loss; a failure that nobody has seen is told once.
desk_call::~desk_call() {
  if (is_over() && failure_ && !was_seen_)
    log_unread(label(), *failure_);
}

void desk_call::wait() {
  static_cast<void>(wait_until([this] { return is_over(); }, os::never));
}
bool desk_call::wait_for(std::chrono::nanoseconds limit) {
  return wait_until([this] { return is_over(); }, os::deadline_after(limit));
}

void desk_call::wait_until_few(std::uint64_t most) {
  const auto are_few = [&] {
    const std::scoped_lock hold{at()->lock()};
    return is_over() || given_ - arrived_ < most;
  };
  static_cast<void>(wait_until(are_few, os::never));
}

// One of those who wait draws the bar.
bool desk_call::wait_until(const std::function<bool()>& done, os::time_point deadline) {
  if (has_bar_)
    if (const claim draws{is_drawn_}; draws)
      show_until(done, deadline);
  return done() || at()->host().pump_until(done, deadline);
}

void desk_call::show_until(const std::function<bool()>& done, os::time_point deadline) {
  while (bar_ && !done()) {
    const os::time_point next = std::min(deadline, os::deadline_after(bar_rest));
    const bool is_done = at()->host().pump_until(done, next);
    show_bar();
    if (!is_done && next == deadline)
      return;
  }
  if (is_over())
    bar_.reset();
}

void desk_call::show_bar() {
  std::uint64_t done = 0;
  std::optional<std::uint64_t> all = expected_;
  {
    const std::scoped_lock hold{at()->lock()};
    done = arrived_;
    if (is_whole_)
      all = given_;
  }
  bar_->show(done, all);
}

bool desk_call::successful() const {
  if (!is_over())
    throw invalid_state("the result is not there yet: wait() for it first");
  return !failure_;
}

void desk_call::throw_failure() const {
  if (!failure_)
    return;
  was_seen_ = true;
  rethrow(*failure_);
}

std::vector<calls::arrived_results> desk_call::results() const {
  if (failed_as_whole_)
    throw_failure();
  was_seen_ = true;
  std::vector<calls::arrived_results> all;
  for (const result_block& one : blocks_)
    all.push_back({one.first, one.count, one.words, one.failure ? &*one.failure : nullptr});
  return all;
}

void desk_call::cancel() { at()->cancel(*this, true); }

void desk_call::then(std::function<void()> what, bool hears_errors) {
  if (hears_errors)
    was_seen_ = true; // it is told
  {
    const std::scoped_lock hold{at()->lock()};
    if (!is_over()) {
      at()->reactions().expect();
      reactions_.push_back(std::move(what));
      return;
    }
  }
  at()->reactions().run_soon(std::move(what));
}

void desk_call::add(result_block&& one) {
  arrived_ += one.count;
  if (one.failure && !failure_)
    failure_ = one.failure;
  blocks_.push_back(std::move(one));
  if ((failure_ && fails_at_once_) || (is_whole_ && arrived_ == given_))
    close();
}

void desk_call::given(std::uint64_t count, bool is_whole) {
  given_ = count;
  is_whole_ = is_whole;
  if (is_whole_ && arrived_ == given_)
    close();
}

void desk_call::fail(const exception_value& why) {
  failure_ = why;
  failed_as_whole_ = true;
  close();
}

void desk_call::close() {
  std::ranges::sort(blocks_, {}, &result_block::first);
  set_over();
  for (std::function<void()>& each : reactions_)
    at()->reactions().add(std::move(each));
  reactions_.clear();
}

} // namespace rooms::parallel

namespace calls {

void throw_not_ready(std::chrono::nanoseconds limit) {
  throw timeout("the result was not there within " +
                std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(limit).count()) +
                " ms; its task goes on");
}

pool_call& refuse_empty_future() { throw invalid_state("this future was moved from: it is of no call any more"); }
task_stream& refuse_empty_loop() { throw invalid_state("this loop over a pool was moved from: it has no results"); }
void refuse_sharing() {
  throw invalid_state(
    "this result cannot be copied, and the future has copies or callbacks: get() it from a named one");
}

error caught_error() {
  try {
    throw;
  } catch (const error& why) {
    return why;
  } catch (...) {
    return remote_error{capture_exception(std::current_exception()).report};
  }
}

exception_value not_decoded(const type_entry& type) {
  exception_value what;
  what.type = "troupe::decode_error";
  what.text = "the results that arrived are no " + std::string{type.name};
  what.report = what.type + ": " + what.text;
  what.code = errc::decode_error;
  return what;
}

} // namespace calls

} // namespace troupe

#include <algorithm>

#include "parallel/pool/desk.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"

namespace troupe {

namespace rooms::parallel {

// Results that nobody has asked for are nobody's loss; a failure that nobody has seen is told once.
desk_call::~desk_call() {
  if (is_over() && failure_ && !was_seen_ && failure_->code != errc::pool_terminated)
    logger().warning("'" + label_ + "' failed in a pool and nobody asked for its result: " + failure_->report);
}

void desk_call::wait() {
  if (!is_over())
    at_->host().pump_until([this] { return is_over(); });
}

bool desk_call::wait_for(std::chrono::nanoseconds limit) {
  return is_over() || at_->host().pump_until([this] { return is_over(); }, os::deadline_after(limit));
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

bool desk_call::add(result_block&& one) {
  arrived_ += one.count;
  if (one.failure && !failure_)
    failure_ = one.failure;
  blocks_.push_back(std::move(one));
  if ((failure_ && fails_at_once_) || (is_whole_ && arrived_ == given_))
    close();
  return is_over();
}

bool desk_call::given(std::uint64_t count, bool is_last) {
  given_ = count;
  is_whole_ = is_last;
  if (is_whole_ && arrived_ == given_)
    close();
  return is_over();
}

void desk_call::fail(const exception_value& why) {
  failure_ = why;
  failed_as_whole_ = true;
  close();
}

void desk_call::close() {
  std::ranges::sort(blocks_, {}, &result_block::first);
  is_over_.store(true, std::memory_order_release); // pairs with is_over
}

} // namespace rooms::parallel

namespace calls {

void throw_not_ready(std::chrono::nanoseconds limit) {
  throw timeout("the result was not there within " +
                std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(limit).count()) +
                " ms; its task goes on");
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

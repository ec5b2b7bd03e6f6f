#include "house/control/control_client.hpp"

#include <algorithm>

namespace troupe::rooms::house {
namespace {

constexpr std::size_t most_at_once = std::size_t{64} << 10; // so that one client does not take all the time

os::time_point later(os::time_point from, os::duration by) noexcept {
  return from == os::never ? os::never : from + by;
}

} // namespace

control_client::control_client(os::fd end, os::poller& watched_by, std::uint64_t key)
  : end_(std::move(end)), poller_(watched_by), key_(key), idle_since_(os::clock::now()) {
  poller_.watch(end_.get(), key_, true, false);
}

control_client::~control_client() { poller_.forget(end_.get()); }

void control_client::read() {
  if (ended_)
    return;
  const bool was_empty = input_.empty();
  if (os::read_some(end_, input_, most_at_once) == os::stream_state::closed) {
    ended_ = true; // no longer watched for reading: it would be readable for ever
    poller_.change(end_.get(), key_, false, writes_);
  }
  if (was_empty && !input_.empty())
    line_began_ = os::clock::now();
}

bool control_client::is_over() const noexcept {
  return broken_ || (closing_ && output_.empty()) || (ended_ && !in_request_ && output_.empty() && !has_line());
}

bool control_client::next_line(std::string& line) {
  const std::size_t end = input_.find('\n');
  if (end == std::string::npos)
    return false;
  line.assign(input_, 0, end);
  input_.erase(0, end + 1);
  line_began_ = input_.empty() ? os::never : os::clock::now();
  return true;
}

void control_client::say(const message::json::value& what) {
  if (broken_ || closing_)
    return;
  if (output_.size() > most_unread) { // it does not read, and everything it asked for would be kept
    broken_ = true;
    return;
  }
  output_ += message::json_text(what);
  output_ += '\n';
  write();
}

void control_client::write() {
  const std::size_t before = output_.size();
  if (os::write_some(end_, output_) == os::stream_state::closed)
    broken_ = true;
  if (output_.empty())
    stuck_since_ = os::never;
  else if (output_.size() != before || stuck_since_ == os::never)
    stuck_since_ = os::clock::now();
  watch();
}

void control_client::end_request() noexcept {
  in_request_ = false;
  idle_since_ = os::clock::now();
  watch();
}

void control_client::watch() {
  if (const bool writes = !output_.empty(); writes != writes_)
    poller_.change(end_.get(), key_, !ended_, writes_ = writes);
}

os::time_point control_client::deadline() const noexcept {
  const os::time_point stuck = later(stuck_since_, patience);
  if (in_request_)
    return stuck;
  if (has_line() || is_over())
    return os::time_point::min(); // it came while a request was worked on
  return std::min({stuck, later(line_began_, patience), later(idle_since_, idle_patience)});
}

} // namespace troupe::rooms::house

#include "house/control/control_client.hpp"

#include <algorithm>

namespace troupe::rooms::house {
namespace {

constexpr std::size_t most_at_once = std::size_t{64} << 10; // so that one client does not take all the time

os::time_point later(os::time_point from, os::duration by) noexcept {
  return from == os::never ? os::never : from + by;
}

} // namespace

control_client::control_client(os::fd end, os::poller& watched_by, std::uint64_t key, client_patience patience)
  : end_(std::move(end)), poller_(watched_by), key_(key), patience_(patience), idle_since_(os::clock::now()) {
  poller_.watch(end_.get(), key_, reads_, writes_);
}

control_client::~control_client() { poller_.forget(end_.get()); }

bool control_client::may_read() const noexcept {
  return !ended_ && output_.size() <= much_unread && (!has_line_ || input_.size() <= longest_line);
}

void control_client::read() {
  if (!may_read())
    return;
  const std::size_t before = input_.size();
  ended_ = os::read_some(end_, input_, most_at_once) == os::stream_state::closed;
  has_line_ = has_line_ || input_.find('\n', before) != std::string::npos;
  if (before == 0 && !input_.empty())
    line_began_ = os::clock::now();
  watch();
}

bool control_client::is_over() const noexcept {
  return broken_ || (closing_ && output_.empty()) || (ended_ && !in_request_ && output_.empty() && !has_line_);
}

bool control_client::next_line(std::string& line) {
  if (!has_line_)
    return false;
  const std::size_t end = input_.find('\n');
  line.assign(input_, 0, end);
  input_.erase(0, end + 1);
  has_line_ = input_.find('\n') != std::string::npos;
  line_began_ = input_.empty() ? os::never : os::clock::now();
  watch();
  return true;
}

bool control_client::say(const message::json::value& what) {
  if (broken_ || closing_)
    return true;
  const std::string text = message::json_text(what);
  if (output_.size() + text.size() >= most_unread)
    return false;
  output_ += text;
  output_ += '\n';
  write();
  return true;
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
}

// Who has ended, or is not read from, would be readable for ever.
void control_client::watch() {
  const bool reads = may_read(), writes = !output_.empty();
  if (reads != reads_ || writes != writes_)
    poller_.change(end_.get(), key_, reads_ = reads, writes_ = writes);
}

os::time_point control_client::stuck_until() const noexcept { return later(stuck_since_, patience_.moving); }

// What came while a request was worked on has its turn first.
os::time_point control_client::line_until() const noexcept {
  return in_request_ || has_line_ ? os::never : later(line_began_, patience_.moving);
}
os::time_point control_client::idle_until() const noexcept {
  return in_request_ || has_line_ ? os::never : later(idle_since_, patience_.idle);
}

std::string_view control_client::lateness(os::time_point now) const noexcept {
  if (stuck_until() <= now)
    return "it does not read what it has asked for";
  if (line_until() <= now)
    return "it does not end the line that it has begun";
  return idle_until() <= now ? "it asks nothing" : "";
}

os::time_point control_client::deadline() const noexcept {
  if (can_ask() || is_over())
    return os::time_point::min();
  return std::min({stuck_until(), line_until(), idle_until()});
}

} // namespace troupe::rooms::house

#include "mailbox/inbound_lane.hpp"

#include <algorithm>

namespace troupe::rooms::mailbox {

namespace {

// What large frames are turned into is used and freed before the next one is read: so memory is bounded
// by the lane and not by the batch, and the same pages serve again and again.
constexpr std::size_t most_words = std::size_t{64} * 1024;
constexpr std::size_t everything = static_cast<std::size_t>(-1);

} // namespace

bool inbound_lane::read_chain(inbound_chain& from, channel by, record_sink& sink, std::size_t limit,
                              std::size_t& count) {
  std::size_t words_left = limit == everything ? everything : most_words;
  for (std::size_t left = limit; left != 0 && words_left != 0; --left) {
    seen_record found;
    switch (from.next(found)) {
    case inbound_chain::step::nothing: return true;
    case inbound_chain::step::bad: sink.on_bad_lane(from.writer(), from.complaint()); return true;
    case inbound_chain::step::record: break;
    }
    ++count;
    words_left -= std::min(words_left, found.words.size());
    sink.on_record({found.from, by, found.what.deliveries, found.words, std::move(found.claim)});
  }
  return false;
}

bool inbound_lane::read(record_sink& sink, std::size_t limit, std::size_t& count) {
  const bool control = !has_control_ || read_chain(control_, channel::control, sink, limit, count);
  const bool data = read_chain(data_, channel::data, sink, limit, count);
  return control && data;
}

void inbound_lane::follow_new_life() {
  if (has_control_)
    control_.follow_new_life();
  data_.follow_new_life();
}

bool inbound_lane::settle(spool* to) {
  const bool control = control_.settle(to);
  const bool data = data_.settle(to);
  return control || data;
}

bool inbound_lane::is_short_of_space() const noexcept {
  return control_.is_short_of_space() || data_.is_short_of_space();
}

bool inbound_lane::abandon(spool& to) {
  if (!(control_.abandon(to) && data_.abandon(to)))
    return false;
  blocks_.forget();
  return true;
}

} // namespace troupe::rooms::mailbox

#include "spawn/outbox.hpp"

#include <span>

#include "troupe/error.hpp"

namespace troupe::rooms::spawn {

void outbox::put(letter&& one) {
  letters_.push_back(std::move(one));
  flush();
}

void outbox::flush() {
  while (!letters_.empty()) {
    switch (send_first()) {
    case os::packet_result::would_wait: return;
    case os::packet_result::closed: letters_.clear(); return;
    case os::packet_result::done: letters_.pop_front();
    }
  }
}

os::packet_result outbox::send_first() const {
  const letter& one = letters_.front();
  const int descriptor = one.attached.get();
  try {
    return way_.send(one.bytes, std::span{&descriptor, one.attached ? 1U : 0U}, os::waiting::no);
  } catch (const no_resource&) {
    return os::packet_result::would_wait; // too many descriptors in flight, no buffer: the reader will make room
  }
}

} // namespace troupe::rooms::spawn

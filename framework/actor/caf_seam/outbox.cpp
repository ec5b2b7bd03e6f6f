#include "actor/caf_seam/outbox.hpp"

#include <algorithm>
#include <cstring>

namespace troupe::rooms::actor {
namespace {

void copy_words(const void* self, std::uint64_t* out) {
  const auto& frame = *static_cast<const frame_words*>(self);
  std::memcpy(out, frame.data(), frame.size() * sizeof(std::uint64_t));
}

bool is_later(mailbox::send_result result) noexcept {
  return result == mailbox::send_result::full || result == mailbox::send_result::no_memory;
}

} // namespace

mailbox::frame_source source_of(const frame_words& frame) noexcept { return {frame.size(), &copy_words, &frame}; }

mailbox::send_result outbox::try_send(const letter& what) {
  return mail_.try_send(what.to, what.by, source_of(what.frame), true);
}

bool outbox::post(mailbox::address to, mailbox::channel by, frame_words&& frame) {
  letter one{to, by, std::move(frame)};
  const std::scoped_lock hold{lock_};
  const bool must_queue = std::ranges::any_of(letters_, [&](const letter& each) { return each.to == to; });
  if (!must_queue) {
    const mailbox::send_result result = try_send(one);
    if (!is_later(result))
      return result == mailbox::send_result::sent;
  }
  letters_.push_back(std::move(one));
  count_.store(letters_.size(), std::memory_order_relaxed);
  return true;
}

std::size_t outbox::flush() {
  const std::scoped_lock hold{lock_};
  std::size_t sent = 0;
  std::deque<letter> left;
  for (letter& one : letters_) {
    const bool must_queue = std::ranges::any_of(left, [&](const letter& each) { return each.to == one.to; });
    if (must_queue || is_later(try_send(one)))
      left.push_back(std::move(one));
    else
      ++sent;
  }
  letters_ = std::move(left);
  count_.store(letters_.size(), std::memory_order_relaxed);
  return sent;
}

void outbox::drop(mailbox::address peer) {
  const std::scoped_lock hold{lock_};
  std::erase_if(letters_, [&](const letter& one) { return one.to == peer; });
  count_.store(letters_.size(), std::memory_order_relaxed);
}

} // namespace troupe::rooms::actor

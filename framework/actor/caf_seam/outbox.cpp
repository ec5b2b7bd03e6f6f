#include "actor/caf_seam/outbox.hpp"

#include <algorithm>
#include <cstring>

namespace troupe::rooms::actor {
namespace {

void copy_words(const void* self, std::uint64_t* out) {
  const auto& frame = *static_cast<const frame_words*>(self);
  std::memcpy(out, frame.data(), frame.size() * sizeof(std::uint64_t));
}

constexpr unsigned most_vain = 4;

bool is_later(mailbox::send_result result) noexcept {
  return result == mailbox::send_result::full || result == mailbox::send_result::no_memory;
}

} // namespace

mailbox::frame_source source_of(const frame_words& frame) noexcept { return {frame.size(), &copy_words, &frame}; }

mailbox::send_result outbox::try_send(const letter& what) {
  return mail_.try_send(what.to, what.by, source_of(what.frame), true);
}

bool outbox::has_letter_for(mailbox::address peer, const std::deque<letter>& in) {
  return std::ranges::any_of(in, [&](const letter& each) { return each.to == peer; });
}

bool outbox::post(mailbox::address to, mailbox::channel by, frame_words&& frame) {
  letter one{to, by, std::move(frame)};
  const std::scoped_lock hold{lock_};
  if (!has_letter_for(to, letters_)) {
    const mailbox::send_result result = try_send(one);
    if (!is_later(result))
      return result == mailbox::send_result::sent;
  }
  letters_.push_back(std::move(one));
  vain_.store(0, std::memory_order_relaxed);
  count_.store(letters_.size(), std::memory_order_relaxed);
  return true;
}

bool outbox::holds_for(mailbox::address peer) {
  if (is_empty())
    return false;
  const std::scoped_lock hold{lock_};
  return has_letter_for(peer, letters_);
}

std::vector<mailbox::address> outbox::flush() {
  const std::scoped_lock hold{lock_};
  std::vector<mailbox::address> gone;
  std::deque<letter> left;
  for (letter& one : letters_) {
    const bool follows = has_letter_for(one.to, left);
    const mailbox::send_result result = follows ? mailbox::send_result::full : try_send(one);
    if (result == mailbox::send_result::peer_gone)
      gone.push_back(one.to);
    if (is_later(result))
      left.push_back(std::move(one));
  }
  const bool in_vain = left.size() == letters_.size();
  letters_ = std::move(left);
  vain_.store(in_vain ? std::min(vain_.load(std::memory_order_relaxed) + 1, most_vain) : 0, std::memory_order_relaxed);
  count_.store(letters_.size(), std::memory_order_relaxed);
  return gone;
}

void outbox::drop(mailbox::address peer) {
  const std::scoped_lock hold{lock_};
  std::erase_if(letters_, [&](const letter& one) { return one.to == peer; });
  count_.store(letters_.size(), std::memory_order_relaxed);
}

} // namespace troupe::rooms::actor

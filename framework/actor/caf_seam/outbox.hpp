/// Frames that found no room and whose senders must not wait. They keep their order per peer.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <vector>

#include "mailbox/endpoint.hpp"

namespace troupe::rooms::actor {

using frame_words = std::vector<std::uint64_t>;

/// Threads: any.
class outbox {
public:
  explicit outbox(mailbox::endpoint& mail) noexcept : mail_(mail) {}

  /// Sends at once if there is room and nothing for that peer waits; otherwise later.
  /// False when the peer is gone or the frame can never be sent: it is dropped.
  bool post(mailbox::address to, mailbox::channel by, frame_words&& frame);
  /// Tries again. Gives peers that are gone, for whom something was waiting.
  [[nodiscard]] std::vector<mailbox::address> flush();
  void drop(mailbox::address peer);
  /// Whether something for that peer waits here, which must not be overtaken.
  [[nodiscard]] bool holds_for(mailbox::address peer);
  /// How long until it is worth to try again: longer for who does not read.
  [[nodiscard]] os::duration rest() const noexcept {
    return std::chrono::milliseconds(1) * (1U << vain_.load(std::memory_order_relaxed));
  }
  [[nodiscard]] bool is_empty() const noexcept { return count_.load(std::memory_order_relaxed) == 0; }

private:
  struct letter {
    mailbox::address to;
    mailbox::channel by;
    frame_words frame;
  };
  mailbox::send_result try_send(const letter& what);
  [[nodiscard]] static bool has_letter_for(mailbox::address peer, const std::deque<letter>& in);

  mailbox::endpoint& mail_;
  std::mutex lock_;
  std::deque<letter> letters_;
  std::atomic<std::size_t> count_{0};
  std::atomic<unsigned> vain_{0}; ///< tries since something was sent or came, up to the most that counts
};

/// For `try_send`: a frame that is finished already.
[[nodiscard]] mailbox::frame_source source_of(const frame_words& frame) noexcept;

} // namespace troupe::rooms::actor

/// Receivers that a handler has waited for in vain. They are waited for again when they have read
/// something, and not before: or each message to one that stands still would hold up its sender's
/// whole process for the full patience.
#pragma once

#include <mutex>
#include <vector>

#include "mailbox/endpoint.hpp"

namespace troupe::rooms::actor {

/// Threads: any.
class standing_receivers {
public:
  explicit standing_receivers(mailbox::endpoint& mail) noexcept : mail_(mail) {}

  void note(mailbox::address who);
  /// Whether it was noted, and has let go of nothing since.
  [[nodiscard]] bool stands(mailbox::address who);
  void forget(mailbox::address who);

private:
  struct standing {
    mailbox::address who;
    std::uint64_t freed;
  };

  mailbox::endpoint& mail_;
  std::mutex lock_;
  std::vector<standing> all_;
};

} // namespace troupe::rooms::actor

/// Letters on their way into a socket whose reader may be slow: sending never waits.
#pragma once

#include <deque>

#include "os/socket_pair.hpp"
#include "spawn/protocol.hpp"

namespace troupe::rooms::spawn {

class outbox {
public:
  explicit outbox(const os::packet_socket& way) noexcept : way_(way) {}

  void put(letter&& one);
  /// Sends as many as go now. What the reader has closed the socket to is dropped.
  void flush();
  [[nodiscard]] bool is_empty() const noexcept { return letters_.empty(); }

private:
  [[nodiscard]] os::packet_result send_first() const;

  const os::packet_socket& way_;
  std::deque<letter> letters_;
};

} // namespace troupe::rooms::spawn

/// Two ends of a local socket that keeps packets whole and can pass descriptors (SOCK_SEQPACKET).
///
/// Threads: one sender and one receiver per end at a time. A peer that dies is `closed`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "os/fd.hpp"

namespace troupe::rooms::os {

enum class packet_result : std::uint8_t {
  done,
  would_wait, ///< the peer's buffer is full, or nothing has arrived
  closed,     ///< the peer has closed its end or is dead
};

enum class waiting : std::uint8_t { no, yes };

struct packet {
  std::vector<std::byte> bytes;
  std::vector<fd> descriptors; ///< close-on-exec
};

class packet_socket {
public:
  /// The most that one packet holds; longer ones are refused before they are sent.
  static constexpr std::size_t most_bytes = std::size_t{64} * 1024;
  static constexpr std::size_t most_descriptors = 8;

  packet_socket() noexcept = default;
  /// Takes over an end received or inherited from another process.
  explicit packet_socket(fd end) noexcept : end_(std::move(end)) {}
  /// Both ends, close-on-exec. Fails: no_resource.
  [[nodiscard]] static std::pair<packet_socket, packet_socket> pair();

  /// Sends one packet; the descriptors stay open here and are duplicated for the receiver.
  /// Fails: invalid_argument when it is empty or over the limits; no_resource (EMFILE of too many
  /// in flight, ENOBUFS).
  packet_result send(std::span<const std::byte> bytes, std::span<const int> descriptors = {},
                     waiting how = waiting::yes) const;
  /// Receives one whole packet into `into`, replacing what it held. Fails: no_resource when
  /// descriptors were sent and this process has no room for them (those that fitted are closed).
  packet_result receive(packet& into, waiting how = waiting::yes) const;

  [[nodiscard]] int descriptor() const noexcept { return end_.get(); }
  [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(end_); }
  [[nodiscard]] fd release() noexcept { return std::move(end_); }
  void close() noexcept { end_.reset(); }

private:
  fd end_;
};

} // namespace troupe::rooms::os

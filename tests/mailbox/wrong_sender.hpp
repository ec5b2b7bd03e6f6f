/// A sender that lost its mind: it writes what it likes where it may write, and rings.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "mailbox/endpoint.hpp"
#include "os/mapping.hpp"

namespace troupe::tests {

class wrong_sender {
public:
  /// Its first pages, mapped writable, on top of a correct endpoint.
  wrong_sender(std::shared_ptr<rooms::mailbox::region> where, rooms::mailbox::address self);

  rooms::mailbox::endpoint mail;
  /// Bytes of its range: directory, lane blocks, grown rings. All but the reader's pages are its own.
  [[nodiscard]] std::span<std::byte> range() noexcept { return {pages_.data(), pages_.size()}; }
  /// Writes one byte, unless it belongs to the reader or was never allocated.
  void scribble(std::uint32_t at, std::uint8_t byte) noexcept;
  void ring(rooms::mailbox::slot_id whom);

private:
  rooms::os::mapping pages_;
};

/// Runs of a fuzzer: each is a correct lane, patched by `bytes`, then read, and its sender ended and
/// forgotten; half of them come back before that.
class wrong_lanes {
public:
  wrong_lanes();
  /// `bytes`: number of frames, then groups of {place (2), value (1)}.
  void feed(std::span<const std::uint8_t> bytes);
  [[nodiscard]] unsigned complaints() const noexcept { return complaints_; }

private:
  rooms::mailbox::address come_back(rooms::mailbox::address who, rooms::mailbox::record_sink& got);

  std::shared_ptr<rooms::mailbox::region> where_;
  rooms::mailbox::address own_;
  rooms::mailbox::endpoint reader_;
  unsigned complaints_ = 0;
};

} // namespace troupe::tests

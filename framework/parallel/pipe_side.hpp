/// An end of a pipe as its owner in this process holds it.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "objects/item_stream.hpp"
#include "parallel/stream_descriptor.hpp"
#include "troupe/item_kind.hpp"

namespace troupe::rooms::parallel {

class pipe_side {
public:
  /// Either stream may be empty. All of them are of one system.
  pipe_side(const objects::reference& end, const objects::reference& in, const objects::reference& out);

  [[nodiscard]] const objects::reference& end() const noexcept { return end_; }
  [[nodiscard]] const objects::reference& in() const noexcept { return in_; }
  [[nodiscard]] const objects::reference& out() const noexcept { return out_; }
  /// Fails: invalid_state when this end does not receive, or send; contract_error once the system is
  /// over.
  [[nodiscard]] objects::item_stream& reads();
  [[nodiscard]] objects::item_stream& writes();
  /// Nothing more can be received here: a message was longer than it may be.
  void break_reading() noexcept { broken_.store(true, std::memory_order_relaxed); }

  /// Readable while a message, or the end, can be received. Fails: as `reads`, no_resource.
  [[nodiscard]] int descriptor();
  /// After each message: the descriptor, if there is one, tells what is left.
  void was_received() noexcept;

private:
  objects::reference end_, in_, out_;
  std::optional<objects::item_stream> reads_, writes_;
  std::atomic<bool> broken_{false};
  std::once_flag followed_;
  std::unique_ptr<stream_descriptor> owned_descriptor_;
  std::atomic<stream_descriptor*> descriptor_{nullptr};
};

/// Waits for room. Fails: end_of_stream when nobody will read it, no_resource, interrupted.
void send_message(objects::item_stream& to, objects::item_draft& what);

/// For functions that know their stream as a plain address.
[[nodiscard]] objects::item_stream& stream_at(const void* self) noexcept;

} // namespace troupe::rooms::parallel

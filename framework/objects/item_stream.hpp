/// One direction of a pipe as one process sees it: messages as items, one writer and one reader, which
/// may be several threads, or several processes when an end is shared.
///
/// Threads: any. Processes: whoever dies at any instant leaves it usable for who shares the end, and
/// what was written for the reader; docs/formats/pipe.md.
#pragma once

#include <functional>

#include "objects/item_appender.hpp"
#include "objects/item_front.hpp"
#include "objects/stream_layout.hpp"
#include "objects/table.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::objects {

enum class send_outcome : std::uint8_t { sent, no_room, nobody_reads };
enum class receive_outcome : std::uint8_t { received, nothing, end, busy };

class item_stream final : item_holders {
public:
  static constexpr std::uint64_t usual_limit = std::uint64_t{8} << 20;

  item_stream(table& in, const reference& which);

  [[nodiscard]] const item_chain& chain() const noexcept { return chain_; }
  [[nodiscard]] object_entry& entry() const noexcept { return entry_; }

  /// Waits for room. Fails: interrupted, no_resource.
  [[nodiscard]] send_outcome send(item_draft& what, os::time_point deadline);
  /// Waits for a message; `read` looks at it under the guard of this side, and when it returns true
  /// the message is gone. What it throws leaves the message where it is. Fails: interrupted.
  [[nodiscard]] receive_outcome receive(const std::function<bool(const item_view&)>& read, os::time_point deadline);
  /// The same without waiting for anything: `busy` while somebody else receives here, who may take long to read, be
  /// stopped, or wait for the caller. Nothing tells when that is over.
  [[nodiscard]] receive_outcome try_receive(const std::function<bool(const item_view&)>& read);
  /// Waits until a message, or the end, is there: whether it is.
  [[nodiscard]] bool poll(os::time_point deadline);
  /// Whether `receive` would not wait now.
  [[nodiscard]] bool is_ready() const noexcept;

private:
  class receiving;

  [[nodiscard]] stream_body& body() const noexcept { return stream_in(entry_); }
  [[nodiscard]] send_outcome send_now(item_draft& what);
  template <class... Mode>
  [[nodiscard]] receive_outcome receive_now(const std::function<bool(const item_view&)>& read, Mode... mode);
  // A message is passed at once: nothing that is passed is needed.
  [[nodiscard]] bool needs_chunk(extent_id) const noexcept override { return false; }
  [[nodiscard]] bool needs_run(extent_id first) const noexcept override;

  reference ref_;
  object_entry& entry_;
  table& in_;
  item_chain chain_;
};

/// A new stream. Fails: no_resource.
[[nodiscard]] reference make_stream(table& in);
/// A new end, which reads the one and writes the other (either may be empty).
[[nodiscard]] reference make_end(table& in, const reference& reads, const reference& writes);

} // namespace troupe::rooms::objects

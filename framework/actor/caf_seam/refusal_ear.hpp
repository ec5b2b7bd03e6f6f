/// Hears why what this thread sends meanwhile is refused: for messages that ask for nothing, whose senders hear nothing
/// otherwise.
#pragma once

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// One at a time on a thread.
class refusal_ear {
public:
  refusal_ear() noexcept;
  ~refusal_ear();
  refusal_ear(const refusal_ear&) = delete;
  refusal_ear& operator=(const refusal_ear&) = delete;

  /// The last refusal; no error when there was none.
  [[nodiscard]] const caf::error& heard() const noexcept { return heard_; }

  /// Whether the calling thread has one.
  [[nodiscard]] static bool is_there() noexcept;
  /// Tells the one of the calling thread, which has one.
  static void hear(caf::error why);

private:
  caf::error heard_;
};

} // namespace troupe::rooms::actor

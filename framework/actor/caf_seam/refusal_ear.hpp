/// Hears why what this thread sends meanwhile is refused: for messages that ask for nothing, whose senders hear nothing
/// otherwise.
#pragma once

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// Of several on a thread the last hears.
class refusal_ear {
public:
  /// What finds no room where nobody waits: is it refused, as where people wait, or put aside as ever?
  enum class when_full : bool { put_aside, refused };
  explicit refusal_ear(when_full how) noexcept;
  ~refusal_ear();
  refusal_ear(const refusal_ear&) = delete;
  refusal_ear& operator=(const refusal_ear&) = delete;

  /// The last refusal; no error when there was none.
  [[nodiscard]] const caf::error& heard() const noexcept { return heard_; }

  /// Whether the calling thread has one.
  [[nodiscard]] static bool is_there() noexcept;
  /// Whether it has one that nothing may be put aside for.
  [[nodiscard]] static bool is_there_for_full() noexcept;
  /// Tells the one of the calling thread, which has one.
  static void hear(caf::error why);

private:
  refusal_ear* const outer_;
  const when_full how_;
  caf::error heard_;
};

} // namespace troupe::rooms::actor

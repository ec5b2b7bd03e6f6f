/// How senders wait for room in a lane, and receivers make some: what the pump knows.
#pragma once

#include "mailbox/address.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::actor {

class patience {
public:
  /// Waits a while. False when the sender has waited long enough, or must not wait where it is.
  /// `since` is when it began; `on_own_thread`: the sending actor's handler runs on another thread
  /// than the pump.
  virtual bool wait_for_space(mailbox::address to, os::time_point since, bool on_own_thread) = 0;
  /// False while a lane is being read: what is sent then is put aside instead.
  [[nodiscard]] virtual bool may_wait() const noexcept = 0;
  /// Nobody waits here, ever: what is sent is put aside, or refused where somebody hears of that.
  [[nodiscard]] virtual bool never_waits() const noexcept = 0;
  /// A handler has returned and let go of its message's record. Who waits for room sees at once that it
  /// is read on, however long the turn still takes.
  virtual void record_done() = 0;

protected:
  ~patience() = default;
};

} // namespace troupe::rooms::actor

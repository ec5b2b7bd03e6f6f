/// Requests whose handler has returned without an answer: their records stay in hand until the
/// promise is kept, passed on or dropped, or nobody waits for it any more.
#pragma once

#include <mutex>

#include "actor/caf_seam/asker.hpp"
#include "actor/caf_seam/holding.hpp"
#include "actor/flat_table.hpp"
#include "mailbox/spin_lock.hpp"

namespace troupe::rooms::actor {

/// Threads: any.
class open_promises {
public:
  /// The handler has returned.
  void keep(asker& which, mailbox::address home, holding&& claim);
  void settle(const asker& which);
  /// The askers are gone.
  void drop(mailbox::address peer);
  /// The system ends, and with it this.
  void forsake_all();
  [[nodiscard]] std::size_t size();

private:
  struct key {
    asker* which = nullptr; ///< alive: it settles before it goes
    friend bool operator==(const key&, const key&) = default;
    [[nodiscard]] std::uint64_t hash() const noexcept { return mix(reinterpret_cast<std::uintptr_t>(which) / 64); }
  };
  struct kept {
    mailbox::address home;
    holding claim;
  };

  mailbox::spin_lock lock_;
  flat_table<key, kept> all_;
};

} // namespace troupe::rooms::actor

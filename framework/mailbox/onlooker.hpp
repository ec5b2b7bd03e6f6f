/// What lies in a mailbox, seen from outside: its owner may hang, be stopped, or be dead.
#pragma once

#include <cstdint>

#include "mailbox/region.hpp"

namespace troupe::rooms::mailbox {

struct mail_seen {
  std::uint64_t records = 0; ///< not done: the one in hand among them
  std::uint64_t bytes = 0;   ///< of those, without what they refer to
};

/// Reads only what its lanes and its spool say of themselves, and believes none of it: somebody who writes meanwhile
/// makes the numbers older, who writes nonsense makes them smaller. Costs a walk over the records.
/// Threads: the house alone; it maps and unmaps.
[[nodiscard]] mail_seen look_at_mail(const region& where, slot_id of);

} // namespace troupe::rooms::mailbox

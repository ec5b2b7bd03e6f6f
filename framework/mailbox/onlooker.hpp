/// What lies in a mailbox, seen from outside: its owner may hang, be stopped, or be dead.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mailbox/region.hpp"

namespace troupe::rooms::mailbox {

class ring_view;

struct mail_seen {
  std::uint64_t records = 0; ///< not done: the one in hand among them
  std::uint64_t bytes = 0;   ///< of those, with what they refer to
};

/// The records of one ring that nobody is done with; stops at `most` of them.
void count_ring(const ring_view& of, mail_seen& seen, std::uint64_t most);

/// Reads only what its lanes and its spool say of themselves, and believes none of it: somebody who writes meanwhile
/// makes the numbers older, who writes nonsense makes them smaller. Costs a mapping of each ring and a walk over
/// the records. Threads and processes: any.
[[nodiscard]] mail_seen look_at_mail(region::layout& in, slot_id of);
[[nodiscard]] mail_seen look_at_mail(const region& where, slot_id of);
/// The same of many, in their order, in one walk over those who write.
[[nodiscard]] std::vector<mail_seen> look_at_mail(const region& where, std::span<const slot_id> of);

} // namespace troupe::rooms::mailbox

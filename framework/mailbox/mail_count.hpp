/// How much waits in a mailbox, seen from outside: whether its process runs, hangs or is over.
///
/// Read while senders write and the receiver reads: the numbers are of about now, and of what makes no sense nothing is
/// counted. Costs a mapping of each ring. Threads and processes: any.
#pragma once

#include <cstdint>

#include "mailbox/region.hpp"

namespace troupe::rooms::mailbox {

struct mail_count {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
};

/// Data alone; with what its process has read and not done, the message in hand too.
[[nodiscard]] mail_count count_mail(region::layout& in, slot_id of);
[[nodiscard]] mail_count count_mail(const region& where, slot_id of);

} // namespace troupe::rooms::mailbox

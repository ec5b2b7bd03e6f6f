/// What a worker says of its own start, in its status page.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "mailbox/inside.hpp"
#include "os/fault_point.hpp"
#include "os/mapping.hpp"

namespace troupe::rooms::mailbox {

void region::report_start(address own, const start_report& what) {
  const os::mapping status{layout_->control, layout_->plan.status + own.slot * status_bytes, status_bytes,
                           os::access::read_write};
  start_report_words& words = reinterpret_cast<slot_status*>(status.data())->start;
  words.incarnation.store(0, std::memory_order_relaxed); // who dies here has reported nothing
  std::atomic_thread_fence(std::memory_order_release);
  words.code = what.code;
  words.actor = what.actor;
  words.length = static_cast<std::uint32_t>(std::min(what.text.size(), sizeof words.text));
  std::memcpy(words.text, what.text.data(), words.length);
  os::pass_fault_point("mailbox.report.before_publish");
  words.incarnation.store(own.incarnation, std::memory_order_release); // pairs with start_reported
}

std::optional<start_report> region::start_reported(address who) const {
  const slot_status* of = status(who.slot);
  if (of == nullptr)
    return std::nullopt;
  const start_report_words& words = of->start;
  if (words.incarnation.load(std::memory_order_acquire) != who.incarnation) // pairs with report_start
    return std::nullopt;
  const std::size_t length = std::min<std::size_t>(words.length, sizeof words.text); // copied before use
  return start_report{words.actor, static_cast<std::uint8_t>(words.code), std::string{words.text, length}};
}

} // namespace troupe::rooms::mailbox

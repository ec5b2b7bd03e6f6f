/// What a worker says of its own start, in its status page.
#include <algorithm>
#include <cstring>

#include "mailbox/inside.hpp"
#include "os/fault_point.hpp"
#include "os/mapping.hpp"

namespace troupe::rooms::mailbox {

namespace {

os::mapping map_status(const region::layout& in, slot_id which, os::access rights) {
  return {in.control, in.plan.status + which * status_bytes, page, rights};
}

} // namespace

void region::report_start(address own, const start_report& what) {
  const os::mapping status = map_status(*layout_, own.slot, os::access::read_write);
  auto& words = *reinterpret_cast<start_report_words*>(status.data() + start_report_at);
  words.code = what.code;
  words.actor = what.actor;
  words.length = static_cast<std::uint32_t>(std::min(what.text.size(), sizeof words.text));
  std::memcpy(words.text, what.text.data(), words.length);
  os::pass_fault_point("mailbox.report.before_publish");
  words.incarnation.store(own.incarnation, std::memory_order_release); // pairs with start_reported
}

std::optional<start_report> region::start_reported(address who) const {
  const os::mapping status = map_status(*layout_, who.slot, os::access::read_only);
  const auto& words = *reinterpret_cast<const start_report_words*>(status.data() + start_report_at);
  if (words.incarnation.load(std::memory_order_acquire) != who.incarnation) // pairs with report_start
    return std::nullopt;
  const std::size_t length = std::min<std::size_t>(words.length, sizeof words.text); // copied before use
  return start_report{words.actor, static_cast<std::uint8_t>(words.code), std::string{words.text, length}};
}

} // namespace troupe::rooms::mailbox

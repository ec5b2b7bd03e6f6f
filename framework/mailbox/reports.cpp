/// What a worker says of its own start and end, in its status page.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "mailbox/inside.hpp"
#include "os/fault_point.hpp"
#include "os/mapping.hpp"

namespace troupe::rooms::mailbox {

namespace {

os::mapping own_status(const region::layout& of, address own) {
  return {of.control, of.plan.status + own.slot * status_bytes, status_bytes, os::access::read_write};
}

void write(report_words& words, incarnation_id own, const start_report& what, const char* before_publishing) {
  words.incarnation.store(0, std::memory_order_relaxed); // who dies here has reported nothing
  std::atomic_thread_fence(std::memory_order_release);
  words.code = what.code;
  words.actor = what.actor;
  words.length = static_cast<std::uint32_t>(std::min(what.text.size(), sizeof words.text));
  std::memcpy(words.text, what.text.data(), words.length);
  os::pass_fault_point(before_publishing);
  words.incarnation.store(own, std::memory_order_release); // pairs with read
}

// One report per life and place: what has been published is not written again while anybody may read it.
std::optional<start_report> read(const report_words& words, incarnation_id whose) {
  if (words.incarnation.load(std::memory_order_acquire) != whose) // pairs with write
    return std::nullopt;
  const std::size_t length = std::min<std::size_t>(words.length, sizeof words.text); // copied before use
  return start_report{words.actor, static_cast<std::uint8_t>(words.code), std::string{words.text, length}};
}

} // namespace

void region::report_start(address own, const start_report& what) {
  const os::mapping page = own_status(*layout_, own);
  write(reinterpret_cast<slot_status*>(page.data())->start, own.incarnation, what, "mailbox.report.before_publish");
}

std::optional<start_report> region::start_reported(address who) const {
  const slot_status* of = status(who.slot);
  return of == nullptr ? std::nullopt : read(of->start, who.incarnation);
}

void region::report_end(address own, const end_report& what) {
  const os::mapping page = own_status(*layout_, own);
  write(reinterpret_cast<slot_status*>(page.data())->end, own.incarnation, {0, what.code, what.text},
        "mailbox.report.before_publish_end");
}

std::optional<end_report> region::end_reported(address who) const {
  const slot_status* of = status(who.slot);
  std::optional<start_report> found = of == nullptr ? std::nullopt : read(of->end, who.incarnation);
  return found ? std::optional{end_report{found->code, std::move(found->text)}} : std::nullopt;
}

} // namespace troupe::rooms::mailbox

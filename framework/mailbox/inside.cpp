#include "mailbox/inside.hpp"

#include <cerrno>

#include "troupe/error.hpp"

namespace troupe::rooms::mailbox {

control_plan::control_plan(std::uint32_t slots) noexcept
  : table(page), bells(round_up(table + sizeof(slot_table_head) + slots * sizeof(slot_entry), page)),
    status(round_up(bells + slots * sizeof(doorbell), page)), bytes(status + slots * status_bytes) {}

region::layout::layout(os::shared_file control_file, os::shared_file mail_file, os::event_fd event,
                       const region_header& facts)
  : control(std::move(control_file)), mail(std::move(mail_file)), house_event(std::move(event)), header(facts),
    usable_slots(facts.slots), plan(facts.slots), table_view(control, 0, plan.bells, os::access::read_only),
    bells(control, plan.bells, plan.status - plan.bells, os::access::read_write),
    statuses(control, plan.status, plan.bytes - plan.status, os::access::read_only) {}

const slot_table_head& region::layout::table_head() const noexcept {
  return *reinterpret_cast<const slot_table_head*>(table_view.data() + plan.table);
}

const slot_entry& region::layout::slot(slot_id which) const noexcept {
  return reinterpret_cast<const slot_entry*>(table_view.data() + plan.table + sizeof(slot_table_head))[which];
}

slot_table_head& region::layout::own_table_head() {
  if (!table_own)
    throw invalid_state("only the process that created the region changes its slots");
  return *reinterpret_cast<slot_table_head*>(table_own.data() + plan.table);
}

slot_entry& region::layout::own_slot(slot_id which) {
  return reinterpret_cast<slot_entry*>(&own_table_head() + 1)[which];
}

slot_state region::layout::state_of(slot_id which) const noexcept {
  return state_in(slot(which).word.load(std::memory_order_acquire));
}

std::uint32_t region::layout::epoch_of(slot_id which) const noexcept {
  return slot(which).epoch.load(std::memory_order_acquire);
}

bell region::layout::bell_of(slot_id which) noexcept {
  return {reinterpret_cast<doorbell*>(bells.data())[which], which == house_slot ? &house_event : nullptr};
}

std::span<const lane_entry> region::layout::directory(slot_id which) {
  const std::scoped_lock hold{directories_guard_};
  os::mapping& view = directories_.make(which);
  if (!view)
    view = os::mapping{mail, range_of(which), directory_bytes, os::access::read_only};
  return {reinterpret_cast<const lane_entry*>(view.data()), max_slots};
}

int region::layout::reserve(os::shared_file& file, std::uint64_t offset, std::uint64_t bytes) noexcept {
  if (allocated() + bytes > header.memory_limit)
    return ENOSPC;
  int failed = file.reserve(offset, bytes);
  // Looked at again, because another process may have allocated in between.
  if (failed == 0 && allocated() > header.memory_limit)
    failed = ENOSPC;
  if (failed != 0)
    file.punch(offset, bytes);
  return failed;
}

std::uint64_t region::layout::allocated() const noexcept { return control.allocated() + mail.allocated(); }

} // namespace troupe::rooms::mailbox

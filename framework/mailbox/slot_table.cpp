/// The slot table: read by all, written by the house.
#include <algorithm>
#include <cstring>

#include "mailbox/endpoint.hpp"
#include "mailbox/inside.hpp"
#include "mailbox/ring_view.hpp"
#include "mailbox/role.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/futex.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::mailbox {

namespace {

// Copies the words that belong together; false when the house changed them meanwhile.
bool copy_entry(const slot_entry& from, slot_view& into) {
  const std::uint32_t before = from.sequence.load(std::memory_order_acquire);
  const std::uint64_t word = from.word.load(std::memory_order_acquire);
  into.state = state_in(word);
  into.incarnation = incarnation_in(word);
  into.pid = from.pid;
  into.first_life = from.epoch.load(std::memory_order_relaxed);
  into.how = {static_cast<ending_kind>(from.ending_kind), from.ending_code};
  into.name.assign(from.name, ::strnlen(from.name, sizeof from.name));
  std::atomic_thread_fence(std::memory_order_acquire); // pairs with the release in entry_change
  return before % 2 == 0 && before == from.sequence.load(std::memory_order_relaxed);
}

// Makes `sequence` odd while an entry is being changed.
class entry_change {
public:
  explicit entry_change(region::layout& in, slot_id which) : in_(in), entry_(in.own_slot(which)) {
    entry_.sequence.fetch_add(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release); // pairs with the acquire in copy_entry
  }
  ~entry_change() {
    entry_.sequence.fetch_add(1, std::memory_order_release);
    in_.own_table_head().change_count.fetch_add(1, std::memory_order_seq_cst);
  }
  entry_change(const entry_change&) = delete;
  entry_change& operator=(const entry_change&) = delete;

  slot_entry& entry() noexcept { return entry_; }
  void become(incarnation_id life, slot_state state) noexcept {
    // seq_cst: who creates a lane to this slot looks at the word after it linked the lane.
    entry_.word.store(slot_word(life, state), std::memory_order_seq_cst);
  }

private:
  region::layout& in_;
  slot_entry& entry_;
};

void set_name(slot_entry& entry, std::string_view name) noexcept {
  std::memset(entry.name, 0, sizeof entry.name);
  std::memcpy(entry.name, name.data(), std::min(name.size(), sizeof entry.name - 1));
}

// A bell's page is shared with its neighbours' bells and stays.
int reserve_slot(region::layout& in, slot_id which) noexcept {
  const std::uint64_t bell_page = (in.plan.bells + which * sizeof(doorbell)) / page * page;
  const std::uint64_t status = in.plan.status + which * status_bytes;
  if (in.allocated() + page > in.header.memory_limit)
    return ENOSPC;
  if (const int failed = in.control.reserve(bell_page, page))
    return failed;
  if (const int failed = in.reserve(in.control, status, status_bytes))
    return failed;
  os::pass_fault_point("mailbox.slot.status_reserved");
  const int failed = in.reserve(in.mail, range_of(which), directory_bytes);
  if (failed != 0)
    in.control.punch(status, status_bytes);
  return failed;
}

bool has_lane(std::span<const lane_entry> directory, slot_id to) noexcept {
  return directory[to].data.load(std::memory_order_seq_cst) != 0 ||
         directory[to].control.load(std::memory_order_seq_cst) != 0;
}

// Where the kernel has no memory to look there may be one: who is rung for nothing finds nothing.
bool may_have_lane(region::layout& in, slot_id from, slot_id to) try {
  return has_lane(in.directory(from), to);
} catch (const no_resource&) {
  return true;
}

// Everybody who shares a lane with `which` looks at its slot; its receivers also into its lanes,
// because it may have died between publishing and ringing.
void ring_partners(region::layout& in, slot_id which) {
  for (const slot_id other : in.all_slots()) {
    if (other == which || in.state_of(other) == slot_state::free)
      continue;
    const bool hears_from = may_have_lane(in, which, other);
    if (hears_from)
      in.bell_of(other).announce(which);
    if (hears_from || may_have_lane(in, other, which))
      in.bell_of(other).call(attention_slots);
  }
}

// Whether the mailbox that a lane was made for still is, or will be, read by somebody.
bool has_reader(const region::layout& in, slot_id reader) noexcept {
  const slot_state state = in.state_of(reader);
  return state != slot_state::free && state != slot_state::ended;
}

bool is_read(const region::layout& in, slot_id reader, const ring_view& ring) noexcept {
  return ring.reader().left.load(std::memory_order_acquire) == 0 && has_reader(in, reader) &&
         in.epoch_of(reader) == ring.writer().reader_epoch;
}

// The first ring of a chain that is still read; a chain that makes no sense holds nobody.
std::shared_ptr<const ring_view> find_read(region::layout& in, slot_id writer, slot_id reader, ring_place place) {
  if (!has_reader(in, reader))
    return nullptr;
  for (unsigned steps = 0; place != 0 && steps < most_rings; ++steps) {
    const auto ring = std::make_shared<ring_view>(in, writer, place, os::access::read_only, os::access::read_only);
    if (!*ring)
      return nullptr;
    if (is_read(in, reader, *ring))
      return ring;
    place = ring->writer().successor.load(std::memory_order_acquire);
  }
  return nullptr;
}

bool is_held_up_by(region::layout& in, slot_id which, slot_id reader, ring_place place) {
  auto ring = find_read(in, which, reader, place);
  if (ring == nullptr)
    return false;
  in.held_up.make(which) = {reader, std::move(ring)};
  return true;
}

// The ring that was found last time is looked at first, because it is mapped: hundreds of slots may have ended, and to
// map a ring of each whenever one more ends takes seconds.
bool is_held_up_as_before(const region::layout& in, slot_id which) noexcept {
  const auto* const known = in.held_up.find(which);
  return known != nullptr && known->ring != nullptr && is_read(in, known->reader, *known->ring);
}

bool is_let_go(region::layout& in, slot_id which) {
  if (is_held_up_as_before(in, which))
    return false;
  const auto own = in.directory(which);
  for (const slot_id other : in.all_slots())
    if (other != which && (is_held_up_by(in, which, other, own[other].data.load(std::memory_order_acquire)) ||
                           is_held_up_by(in, which, other, own[other].control.load(std::memory_order_acquire))))
      return false;
  return true;
}

// Where it cannot be told the next sweep looks again.
bool is_let_go_for_sure(region::layout& in, slot_id which) try {
  return is_let_go(in, which);
} catch (const no_resource&) {
  return false;
}

void free_slot(region::layout& in, slot_id which) {
  if (auto* const known = in.held_up.find(which))
    *known = {};
  in.mail.punch(range_of(which), range_bytes);
  os::pass_fault_point("mailbox.slot.punched");
  in.control.punch(in.plan.status + which * status_bytes, status_bytes);
  entry_change change{in, which};
  change.become(incarnation_in(change.entry().word.load(std::memory_order_relaxed)), slot_state::free);
}

} // namespace

slot_view region::look(slot_id slot) const {
  slot_view view;
  if (slot >= slots())
    return view;
  // The house changes an entry in a few instructions; if it died there, this process is ending too,
  // so a view that may be torn is better than waiting.
  for (unsigned tries = 0; tries < 10000 && !copy_entry(layout_->slot(slot), view); ++tries) {
  }
  return view;
}

const slot_status* region::status(slot_id slot) const noexcept {
  if (slot >= slots() || layout_->state_of(slot) == slot_state::free)
    return nullptr;
  return reinterpret_cast<const slot_status*>(layout_->statuses.data()) + slot;
}

void region::recall(slot_id whom, std::uint32_t what) {
  std::atomic<std::uint32_t>& word = layout_->own_slot(whom).recalled;
  word.store(what, std::memory_order_seq_cst); // pairs with who reads `recalled`
  os::futex_wake(word);
}

const std::atomic<std::uint32_t>& region::recalled(slot_id own) const noexcept { return layout_->slot(own).recalled; }

bool region::is_alive(address who) const noexcept {
  if (who.slot >= slots())
    return false;
  const std::uint64_t word = layout_->slot(who.slot).word.load(std::memory_order_acquire);
  const slot_state state = state_in(word);
  const bool has_process = state == slot_state::starting || state == slot_state::live;
  if (is_role(who) && first_life_of(who) != layout_->epoch_of(who.slot))
    return false;
  if (is_role(who) || who.incarnation == 0)
    return has_process || state == slot_state::down;
  return has_process && incarnation_in(word) == who.incarnation;
}

slot_state region::state_of(slot_id slot) const noexcept {
  return slot < slots() ? layout_->state_of(slot) : slot_state::free;
}

address region::claim(std::string_view name) { return begin_mailbox(name, false); }
address region::reserve(std::string_view name) { return begin_mailbox(name, true); }

address region::begin_mailbox(std::string_view name, bool is_down) {
  slot_id which = 0;
  while (which < layout_->usable_slots && layout_->state_of(which) != slot_state::free)
    ++which;
  if (which == layout_->usable_slots)
    throw no_resource("all " + std::to_string(which) + " slots are in use; end some workers", 0);
  if (const int failed = reserve_slot(*layout_, which))
    os::throw_errno("allocating memory for a worker, " + std::to_string(allocated()) + " of " +
                      std::to_string(layout_->header.memory_limit) + " bytes in use",
                    failed);
  layout_->bell_of(which).reset(which == house_slot);
  entry_change change{*layout_, which};
  const incarnation_id life = incarnation_in(change.entry().word.load(std::memory_order_relaxed)) + 1;
  change.entry().pool.store(0, std::memory_order_relaxed); // before the epoch; pairs with members_of
  change.entry().joined.store(0, std::memory_order_relaxed);
  change.entry().epoch.store(life, std::memory_order_release);
  change.entry().pid = 0;
  change.entry().ending_kind = 0;
  change.entry().ending_code = 0;
  change.entry().rules.store(0, std::memory_order_relaxed);
  change.entry().mail_limit.store(0, std::memory_order_relaxed);
  change.entry().recalled.store(0, std::memory_order_relaxed); // published by the state
  set_name(change.entry(), name);
  os::pass_fault_point("mailbox.slot.before_claim");
  // The first life of what is down is still to come.
  change.become(is_down ? life - 1 : life, is_down ? slot_state::down : slot_state::starting);
  return {which, life};
}

address region::revive(slot_id slot) {
  if (slot >= slots() || layout_->state_of(slot) != slot_state::down)
    throw invalid_state("only a mailbox that is down can be revived");
  entry_change change{*layout_, slot};
  const incarnation_id life = incarnation_in(change.entry().word.load(std::memory_order_relaxed)) + 1;
  change.entry().pid = 0;
  change.entry().recalled.store(0, std::memory_order_relaxed);       // as above
  layout_->bell_of(slot).withdraw(attention_stop | attention_drain); // who was asked for that is over
  change.become(life, slot_state::starting);
  return {slot, life};
}

void region::set_live(slot_id slot, int pid) {
  entry_change change{*layout_, slot};
  change.entry().pid = pid;
  change.become(incarnation_in(change.entry().word.load(std::memory_order_relaxed)), slot_state::live);
}

void region::set_rules(slot_id slot, const mail_rules& what) {
  slot_entry& entry = layout_->own_slot(slot);
  entry.mail_limit.store(what.limit, std::memory_order_relaxed);
  entry.rules.store(
    static_cast<std::uint8_t>((what.rejects ? rule_rejects : 0) | (what.fails_requests ? rule_fails_requests : 0)),
    std::memory_order_relaxed);
}

mail_rules region::rules_of(slot_id slot) const noexcept {
  const slot_entry& entry = layout_->slot(slot);
  const std::uint8_t bits = entry.rules.load(std::memory_order_relaxed);
  return {entry.mail_limit.load(std::memory_order_relaxed), (bits & rule_rejects) != 0,
          (bits & rule_fails_requests) != 0};
}

void region::begin_to_close(slot_id slot) {
  layout_->own_slot(slot).rules.fetch_or(rule_closing, std::memory_order_seq_cst); // looked at by outbound_lane::append
}

void region::set_gone(slot_id slot, ending how, bool keep_mailbox) {
  if (layout_->state_of(slot) == slot_state::free)
    throw invalid_state("slot " + std::to_string(slot) + " was never claimed");
  {
    entry_change change{*layout_, slot};
    change.entry().ending_kind = static_cast<std::uint8_t>(how.kind);
    change.entry().ending_code = how.code;
    const incarnation_id last = incarnation_in(change.entry().word.load(std::memory_order_relaxed));
    if (keep_mailbox)
      change.become(last, slot_state::down);
    else // a role that never had a life has used up the number of its first one all the same
      change.become(std::max(last, layout_->epoch_of(slot)), slot_state::ended);
  }
  os::pass_fault_point("mailbox.slot.before_partners");
  // The state before the look at the directories; pairs with the fence in outbound_lane::open.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  ring_partners(*layout_, slot);
}

void region::sweep() {
  for (const slot_id which : layout_->all_slots())
    if (layout_->state_of(which) == slot_state::ended && is_let_go_for_sure(*layout_, which))
      free_slot(*layout_, which);
}

} // namespace troupe::rooms::mailbox

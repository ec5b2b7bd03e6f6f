#include "mailbox/outbound_lane.hpp"

#include "mailbox/onlooker.hpp"
#include "mailbox/role.hpp"
#include "os/coarse_clock.hpp"
#include "os/process_usage.hpp"

namespace troupe::rooms::mailbox {

namespace {

constexpr std::uint64_t least_part = 64;      // of a limit, that each sender may take
constexpr std::uint64_t counted_records = 32; // of a sender's own, one by one

bool can_get_mail(slot_state state) noexcept {
  return state == slot_state::starting || state == slot_state::live || state == slot_state::down;
}

} // namespace

// Whether mail for that life, that role or (0) whoever is there would reach it.
bool outbound_lane::reaches(incarnation_id incarnation, std::uint64_t word) const noexcept {
  if (is_role({to_, incarnation}))
    return first_life_of({to_, incarnation}) == epoch_;
  return incarnation == 0 || (incarnation == incarnation_in(word) && state_in(word) != slot_state::down);
}

bool outbound_lane::is_over() const noexcept {
  return !can_get_mail(side_.in.state_of(to_)) || side_.in.epoch_of(to_) != epoch_;
}

void outbound_lane::close() {
  if (data_.is_open())
    data_.close();
  if (control_.is_open())
    control_.close();
  known_word_ = 0;
  epoch_ = 0;
}

// The reader's slot changed since the last send. False: there is no mailbox any more.
bool outbound_lane::accept(std::uint64_t word) {
  if (!can_get_mail(state_in(word)))
    return false;
  const std::uint32_t epoch = side_.in.epoch_of(to_);
  if (epoch_ != 0 && epoch_ != epoch)
    close(); // made for an earlier owner of the slot
  epoch_ = epoch;
  known_word_ = word;
  return true;
}

send_result outbound_lane::open(outbound_chain& chain) {
  const ring_place beside = data_.is_open() ? data_.place() : control_.place();
  if (!chain.open(to_, epoch_, beside))
    return send_result::no_memory;
  // Either the house's walk over the directories sees the new entry, or this sees the new state.
  // Pairs with the fence in region::set_gone.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (!is_over())
    return send_result::sent;
  close();
  return send_result::peer_gone;
}

// Each process knows its own part and looks at the others' now and then, so the limit is kept as far as they have sent
// less than that since. Who has a small part may always send.
bool outbound_lane::is_too_much(std::uint64_t bytes) {
  const std::uint64_t limit = side_.in.slot(to_).mail_limit.load(std::memory_order_relaxed);
  if (limit == 0 || !data_.is_open() || is_over() || data_.waiting(false) <= limit / least_part)
    return false;
  look_at_others();
  if (data_.waiting(false) + bytes + others_ <= limit)
    return false;
  const std::uint64_t own = data_.waiting(true);
  return own > limit / least_part && own + bytes + others_ > limit;
}

// A look may cost a hundredth of the time; what other threads take meanwhile is not its cost.
void outbound_lane::look_at_others() {
  const std::uint64_t now = os::coarse_nanoseconds();
  if (now < next_look_)
    return;
  const std::chrono::nanoseconds began = os::thread_cpu_time();
  const std::uint64_t records = data_.open_records(~std::uint64_t{0}); // before: what gets done meanwhile is nobody's
  const mail_seen all = look_at_mail(side_.in, to_);
  const std::uint64_t own = data_.waiting(true);
  others_ = all.bytes > own ? all.bytes - own : 0;
  others_records_ = all.records > records ? all.records - records : 0;
  next_look_ = now + 1 + 100 * static_cast<std::uint64_t>((os::thread_cpu_time() - began).count());
}

send_result outbound_lane::refuse(std::uint64_t bytes) {
  if ((side_.in.slot(to_).rules.load(std::memory_order_relaxed) & rule_rejects) != 0)
    return send_result::refused;
  data_.refuse(bytes);
  return send_result::full;
}

outbound_lane::outcome outbound_lane::send(incarnation_id incarnation, channel by, const frame_source& frame,
                                           bool urgent) {
  const std::scoped_lock hold{guard_};
  if (by == channel::control)
    return {append(incarnation, control_, frame, true), true};
  if (!urgent && is_too_much(frame.words * 8))
    return {refuse(frame.words * 8)};
  const send_result result = append(incarnation, data_, frame, urgent);
  if (result != send_result::sent)
    return {result};
  // The tail store before the look at `polled`; pairs with the fence in endpoint's stop_polling.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return {result, !data_.is_polled()};
}

send_result outbound_lane::append(incarnation_id incarnation, outbound_chain& chain, const frame_source& frame,
                                  bool urgent) {
  const std::uint64_t word = side_.in.slot(to_).word.load(std::memory_order_acquire);
  if (!knows(word) && !accept(word))
    return send_result::peer_gone;
  if (!reaches(incarnation, word))
    return send_result::peer_gone;
  if ((side_.in.slot(to_).rules.load(std::memory_order_relaxed) & rule_closing) != 0)
    return send_result::full; // as region::begin_to_close has it, until the slot says that it has ended
  send_result result = chain.is_open() ? send_result::sent : open(chain);
  if (result == send_result::sent)
    result = chain.append(frame, urgent);
  return result == send_result::no_memory ? refuse_for_memory(chain) : result;
}

// Who has lent memory to its readers gets it back when they have read: that is waited for as room in a ring is.
send_result outbound_lane::refuse_for_memory(outbound_chain& chain) {
  if (side_.lent.load(std::memory_order_relaxed) == 0)
    return send_result::no_memory;
  lacks_memory_ = true;
  chain.refuse_for_memory();
  return send_result::full;
}

bool outbound_lane::waits_for_nothing() noexcept {
  const std::scoped_lock hold{guard_};
  return !data_.wants_room() && !control_.wants_room();
}

bool outbound_lane::lacks_memory() noexcept {
  const std::scoped_lock hold{guard_};
  return lacks_memory_;
}

std::uint64_t outbound_lane::load() {
  const std::scoped_lock hold{guard_};
  look_at_others();
  if (!data_.is_open() || is_over())
    return others_records_;
  const std::uint64_t own = data_.open_records(counted_records);
  return others_records_ + (own < counted_records ? own : counted_records + data_.waiting(true) / granule);
}

bool outbound_lane::begin_wait() noexcept {
  const std::scoped_lock hold{guard_};
  const bool data = data_.wait_for_head();
  const bool control = control_.wait_for_head();
  return data || control;
}

void outbound_lane::end_wait() noexcept {
  const std::scoped_lock hold{guard_};
  data_.stop_waiting();
  control_.stop_waiting();
  lacks_memory_ = false;
}

std::uint64_t outbound_lane::freed() noexcept {
  const std::scoped_lock hold{guard_};
  return data_.is_open() ? data_.freed() : 0;
}

bool outbound_lane::is_worth_trying() noexcept {
  const std::scoped_lock hold{guard_};
  return is_over() || (data_.has_room() && control_.has_room());
}

void outbound_lane::reclaim() {
  const std::scoped_lock hold{guard_};
  data_.reclaim();
  control_.reclaim();
}

bool outbound_lane::shrink(bool only_unused) {
  const std::scoped_lock hold{guard_};
  if (is_over())
    return false;
  const bool data = data_.is_open() && data_.shrink(only_unused);
  const bool control = control_.is_open() && control_.shrink(only_unused);
  return data || control;
}

void outbound_lane::close_if_over() {
  const std::scoped_lock hold{guard_};
  if (epoch_ != 0 && is_over())
    close();
}

// A slot's own control entry is its spool.
void outbound_lane::inherit() {
  data_.inherit(to_);
  if (to_ != side_.self.slot)
    control_.inherit(to_);
  epoch_ = data_.is_open() ? data_.reader_epoch() : control_.reader_epoch();
}

} // namespace troupe::rooms::mailbox

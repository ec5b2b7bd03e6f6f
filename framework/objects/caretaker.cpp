#include "objects/caretaker.hpp"

#include <algorithm>
#include <unordered_map>

#include "mailbox/endpoint.hpp"
#include "mailbox/role.hpp"
#include "objects/guard.hpp"
#include "objects/kinds.hpp"
#include "objects/stakes.hpp"
#include "objects/store.hpp"
#include "objects/transit.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

namespace {

entry_word word_of(const object_entry& of) noexcept {
  return entry_word::unpacked(of.word.load(std::memory_order_acquire));
}

bool take_out(slot_set& from, mailbox::slot_id slot) noexcept {
  const std::uint64_t bit = std::uint64_t{1} << slot % 64;
  if ((from.bits[slot / 64].load(std::memory_order_relaxed) & bit) == 0)
    return false;
  from.bits[slot / 64].fetch_and(~bit, std::memory_order_seq_cst);
  return true;
}

bool is_empty(const slot_set& set) noexcept {
  return std::ranges::all_of(set.bits, [](const auto& bits) { return bits.load(std::memory_order_seq_cst) == 0; });
}

// Who reads its mail may leave it for its next life, wherever its sender's lanes are by then.
bool waits_for_role(const mailbox::region& in, const stake& flight, mailbox::slot_id receiver) noexcept {
  const mailbox::address role{receiver,
                              static_cast<mailbox::incarnation_id>(flight.amount.load(std::memory_order_relaxed))};
  return mailbox::is_role(role) && in.is_alive(role);
}

bool is_flight(const stake& which) noexcept {
  return stake_word::unpacked(which.word.load(std::memory_order_relaxed)).kind == stake_kind::flight;
}

} // namespace

// -- deaths -----------------------------------------------------------------------------------------

// Locks first: what follows may want them.
void caretaker::bury(mailbox::address who) {
  const std::uint32_t end = in_.size();
  for (std::uint32_t index = 1; index < end; ++index)
    free_locks(in_.entry(index), who);
  bury_stakes(who);
  if (!in_.where().is_alive({who.slot, 0}))
    drop_flights_to(who);
  for (std::uint32_t index = 1; index < end; ++index)
    take_references(in_.entry(index), who);
  wake_waits();
  in_.items().forget(who.slot);
  settle_orphans();
  end_released();
}

void caretaker::free_locks(object_entry& of, mailbox::address who) {
  const entry_word word = word_of(of);
  if (word.life != object_life::live)
    return;
  abandon(of.guard, who.slot);
  if (const auto died = rules_of(word.kind).process_died)
    died(in_, of, who);
}

void caretaker::take_references(object_entry& of, mailbox::address who) {
  const entry_word word = word_of(of);
  if (word.life == object_life::free)
    return;
  if (word.life == object_life::claimed && word.claimer == who.slot)
    return in_.unmake(of); // half made, or half unmade
  if (take_out(of.watchers, who.slot))
    of.watcher_count.fetch_sub(1, std::memory_order_seq_cst);
  if (!take_out(of.holders, who.slot))
    return;
  wake_guard(of.guard);
  rouse(in_, of, of.waits); // whom the dead was to wake
  shared_with_dead_.insert(in_.id_of(of));
  of.flags.fetch_or(entry_shared, std::memory_order_relaxed); // nobody else ends it now
  in_.tell_released(index_in(in_.id_of(of)));
}

void caretaker::bury_stakes(mailbox::address who) {
  for (std::uint32_t chunk = 0; chunk < in_.stakes().chunks(); ++chunk)
    if (in_.stakes().owner_of(chunk) == who) {
      in_.stakes().each_in(chunk, [this](stake& which) {
        if (!is_flight(which))
          lose(which);
      });
      orphans_.push_back(chunk);
    }
}

// Those who sleep at a stake of their own look again, too.
void caretaker::wake_waits() {
  if (!shared_with_dead_.empty())
    for (std::uint32_t chunk = 0; chunk < in_.stakes().chunks(); ++chunk)
      in_.stakes().each_in(chunk, [this](stake& which) {
        const object_id object = which.object.load(std::memory_order_relaxed);
        if (!is_flight(which) && shared_with_dead_.contains(object))
          rouse(in_, in_.entry(index_in(object)), which.waits);
      });
  shared_with_dead_.clear();
}

void caretaker::lose(stake& which) {
  const object_id object = which.object.load(std::memory_order_relaxed);
  if (const std::uint32_t index = index_in(object); index != 0 && index < in_.size()) {
    object_entry& of = in_.entry(index);
    const entry_word word = word_of(of);
    if (word.life == object_life::live && word.generation == generation_in(object))
      if (const auto lost = rules_of(word.kind).stake_lost)
        lost(in_, of, which);
  }
  os::pass_fault_point("objects.bury.lost");
  stakes::free(which);
}

// -- references on their way ------------------------------------------------------------------------

void caretaker::drop_flights_to(mailbox::address who) {
  for (std::uint32_t chunk = 0; chunk < in_.stakes().chunks(); ++chunk)
    in_.stakes().each_in(chunk, [&](stake& which) {
      const std::uint64_t word = which.word.load(std::memory_order_acquire);
      const stake_word now = stake_word::unpacked(word);
      if (now.kind == stake_kind::flight && now.peer == who.slot &&
          which.amount.load(std::memory_order_relaxed) == who.incarnation && stakes::free_if(which, word))
        in_.tell_released(index_in(which.object.load(std::memory_order_relaxed)));
    });
}

// Whether every process has read and left the mail of a dead one: then its slot is free, or another's.
bool caretaker::has_left(mailbox::address sender) const {
  const mailbox::slot_view now = in_.where().look(sender.slot);
  return now.incarnation != sender.incarnation || now.state == mailbox::slot_state::free;
}

void caretaker::settle_orphans() {
  std::erase_if(orphans_, [this](std::uint32_t chunk) {
    const bool nobody_reads = has_left(in_.stakes().owner_of(chunk));
    bool settled = true;
    in_.stakes().each_in(chunk, [&](stake& which) {
      const object_id carrier = which.ticket.load(std::memory_order_acquire);
      const mailbox::slot_id receiver = stake_word::unpacked(which.word.load(std::memory_order_relaxed)).peer;
      const bool is_readable =
        receiver != mailbox::no_slot && (!nobody_reads || waits_for_role(in_.where(), which, receiver));
      if (carrier != carried_by_sender || is_readable) {
        settled = false;
        return;
      }
      const object_id object = which.object.load(std::memory_order_relaxed);
      stakes::free(which);
      in_.tell_released(index_in(object));
    });
    if (settled)
      in_.stakes().disown(chunk);
    return settled;
  });
}

// -- ends -------------------------------------------------------------------------------------------

std::vector<std::uint32_t> caretaker::take_released() const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t group = 0; group * 64 < in_.size(); ++group) {
    std::atomic<std::uint64_t>& word = in_.released_words()[group];
    if (word.load(std::memory_order_relaxed) == 0)
      continue;
    for (std::uint64_t bits = word.exchange(0, std::memory_order_seq_cst); bits != 0; bits &= bits - 1)
      found.push_back(group * 64 + static_cast<unsigned>(__builtin_ctzll(bits)));
  }
  return found;
}

bool caretaker::may_be_unheld(const object_entry& of) const noexcept {
  return word_of(of).life == object_life::live && (of.flags.load(std::memory_order_relaxed) & entry_shared) != 0 &&
         is_empty(of.holders);
}

// A reference that was neither seen as held nor as on its way was held by nobody when we began, so
// somebody has come to hold it meanwhile: `moves` says so, and we look again.
void caretaker::end_released() {
  std::unordered_map<object_id, std::uint32_t> unheld; // and its moves before the look at its holders
  for (const std::uint32_t index : take_released()) {
    object_entry& of = in_.entry(index);
    const std::uint32_t moves = of.moves.load(std::memory_order_seq_cst);
    if (index < in_.size() && may_be_unheld(of))
      unheld.emplace(in_.id_of(of), moves);
  }
  if (unheld.empty())
    return;
  for (std::uint32_t chunk = 0; chunk < in_.stakes().chunks(); ++chunk)
    in_.stakes().each_in(chunk, [&](const stake& which) {
      if (is_flight(which))
        unheld.erase(which.object.load(std::memory_order_relaxed));
    });
  for (const auto& [object, moves] : unheld) {
    object_entry& of = in_.entry(index_in(object));
    if (of.moves.load(std::memory_order_seq_cst) == moves)
      end(of);
    else
      in_.tell_released(index_in(object));
  }
}

// The word before the bits: whoever finds the object without a flight sets his bit before he looks at
// the word.
void caretaker::end(object_entry& of) {
  entry_word word = word_of(of);
  const object_id ended = in_.id_of(of);
  word.life = object_life::claimed;
  word.claimer = mailbox::house_slot;
  of.word.store(word.packed(), std::memory_order_seq_cst);
  os::pass_fault_point("objects.end.claimed");
  if (!is_empty(of.holders)) {
    word.life = object_life::live;
    of.word.store(word.packed(), std::memory_order_seq_cst);
    return;
  }
  in_.unmake(of);
  if (on_ended_)
    on_ended_(ended);
}

} // namespace troupe::rooms::objects

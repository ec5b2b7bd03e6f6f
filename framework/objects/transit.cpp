#include "objects/transit.hpp"

#include "objects/kinds.hpp"
#include "objects/stakes.hpp"
#include "objects/table.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

thread_local transit* present = nullptr;

stake* find_flight(table& in, flight_id which, std::uint64_t& word) noexcept {
  const auto number = static_cast<stake_id>(which);
  if (number == 0 || number >= in.stakes().size())
    return nullptr;
  stake& found = in.stakes().at(number);
  word = found.word.load(std::memory_order_acquire);
  const stake_word now = stake_word::unpacked(word);
  return now.kind == stake_kind::flight && now.nonce == which >> 32 ? &found : nullptr;
}

// A peer's bytes name it: the flight must be this object's.
bool settle_one(table& in, flight_id which, object_id object) noexcept {
  std::uint64_t word = 0;
  stake* const found = find_flight(in, which, word);
  return found != nullptr && found->object.load(std::memory_order_relaxed) == object && stakes::free_if(*found, word);
}

// Nobody came to hold the reference instead, so it may have been the last one.
void give_up(table& in, stake& flight, std::uint64_t word) noexcept {
  const object_id object = flight.object.load(std::memory_order_relaxed);
  if (stakes::free_if(flight, word))
    in.tell_released(index_in(object));
}

flight_id name_of(table& in, const stake& which) noexcept {
  return std::uint64_t{stake_word::unpacked(which.word.load(std::memory_order_relaxed)).nonce} << 32 |
         in.stakes().id_of(which);
}

} // namespace

transit::transit(kind what, mailbox::address peer) noexcept : what_(what), peer_(peer), outer_(present) {
  present = this;
}

transit::~transit() { present = outer_; }

flight_id transit::depart(const reference& what) {
  table& in = current_table();
  stake& made = in.stakes().take(stake_kind::flight, what.id(), 0, peer_.slot);
  made.amount.store(peer_.incarnation, std::memory_order_relaxed);
  os::pass_fault_point("objects.transit.departed");
  flights_.push_back(name_of(in, made));
  return flights_.back();
}

ticket transit::leave(const reference& what) {
  if (!what)
    return {};
  what->flags.fetch_or(entry_shared, std::memory_order_relaxed);
  if (present == nullptr || present->what_ == kind::sizing)
    return {what.id(), 0};
  return {what.id(), present->depart(what)};
}

reference transit::arrive(const ticket& what, object_kind kind) {
  if (what.object == 0)
    return {};
  table& in = current_table();
  reference held = in.find(what.object, kind);
  if (!held)
    throw decode_error(std::string{"the "} + rules_of(kind).name + " that was sent is gone, or is something else");
  os::pass_fault_point("objects.transit.arrived");
  if (present != nullptr && present->what_ == transit::kind::peeking)
    present->flights_.push_back(what.flight);
  else
    (void)settle_one(in, what.flight, what.object);
  return held;
}

void settle(table& in, const std::vector<flight_id>& which) noexcept {
  std::uint64_t word = 0;
  for (const flight_id one : which)
    if (stake* const found = find_flight(in, one, word))
      give_up(in, *found, word);
}

void carry(table& in, const std::vector<flight_id>& which, object_id carrier) noexcept {
  std::uint64_t word = 0;
  for (const flight_id one : which)
    if (stake* const found = find_flight(in, one, word))
      found->ticket.store(carrier, std::memory_order_release);
  if (const std::uint32_t index = index_in(carrier); carrier > carried_by_house && index < in.size() && !which.empty())
    in.entry(index).flags.fetch_or(entry_carries, std::memory_order_seq_cst);
}

void drop_carried(table& in, object_id carrier) noexcept {
  for (std::uint32_t chunk = 0; chunk < in.stakes().chunks(); ++chunk)
    in.stakes().each_in(chunk, [&](stake& which) {
      const std::uint64_t word = which.word.load(std::memory_order_acquire);
      if (stake_word::unpacked(word).kind == stake_kind::flight &&
          which.ticket.load(std::memory_order_acquire) == carrier)
        give_up(in, which, word);
    });
}

} // namespace troupe::rooms::objects

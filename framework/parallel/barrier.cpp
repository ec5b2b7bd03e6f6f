#include "troupe/barrier.hpp"

#include "objects/barrier.hpp"
#include "objects/transit.hpp"
#include "parallel/action_place.hpp"
#include "parallel/address.hpp"
#include "parallel/kind_doors.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms;
using objects::object_kind;

namespace {

[[maybe_unused]] const bool has_door = parallel::set_door(object_kind::barrier, &parallel::barrier_door);

constexpr std::size_t most_parties = 65535;

objects::reference make(const barrier_options& options, std::size_t parties) {
  if (parties == 0 || parties > most_parties)
    throw invalid_argument("a barrier has 1 to " + std::to_string(most_parties) + " parties, not " +
                           std::to_string(parties));
  return objects::make_barrier(
    objects::current_table(), static_cast<std::uint32_t>(parties), options.timeout,
    [&](std::byte* room) { parallel::keep_action(options.action.function(), options.action.label(), room); });
}

} // namespace

barrier::barrier(const barrier_options& options, std::size_t parties) : self_(make(options, parties)) {}

std::size_t barrier::wait() const {
  bool in_time = true;
  return objects::pass_barrier(self_.table(), *self_, os::deadline_after(objects::limit_of_barrier(*self_)),
                               parallel::find_action(objects::action_of_barrier(*self_)), in_time);
}

bool barrier::wait_for(std::chrono::nanoseconds limit) const {
  bool in_time = true;
  try {
    objects::pass_barrier(self_.table(), *self_, os::deadline_after(limit),
                          parallel::find_action(objects::action_of_barrier(*self_)), in_time);
  } catch (const broken_barrier&) {
    if (in_time)
      throw;
  }
  return in_time;
}

void barrier::abort() const { objects::break_barrier(self_.table(), *self_); }

void barrier::reset() const { objects::reset_barrier(self_.table(), *self_); }

std::size_t barrier::parties() const { return objects::parties_of(*self_); }

std::size_t barrier::n_waiting() const { return objects::arrived_at(self_.table(), *self_); }

bool barrier::broken() const { return objects::is_broken(*self_); }

caf::actor barrier::address() const { return parallel::address_of(self_); }

std::string barrier::text() const { return objects::text_of_barrier(self_.table(), *self_); }

shared::ticket codec<barrier>::to_wire(const barrier& value) { return objects::transit::leave(value.self_); }

barrier codec<barrier>::from_wire(shared::ticket&& wire) {
  return barrier{objects::transit::arrive(wire, object_kind::barrier)};
}

} // namespace troupe

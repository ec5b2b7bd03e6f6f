#include "troupe/event.hpp"

#include "objects/event.hpp"
#include "objects/transit.hpp"
#include "os/clock.hpp"
#include "parallel/address.hpp"
#include "parallel/kind_doors.hpp"

namespace troupe {

using namespace rooms;

namespace {
[[maybe_unused]] const bool has_door = parallel::set_door(objects::object_kind::event, &parallel::event_door);
}

event::event() : self_(objects::make_event(objects::current_table())) {}

void event::set() const { objects::set_event(self_.table(), *self_); }

void event::clear() const { objects::clear_event(*self_); }

bool event::is_set() const { return objects::is_event_set(*self_); }

void event::wait() const { objects::wait_for_event(self_.table(), *self_, os::never); }

bool event::wait_for(std::chrono::nanoseconds limit) const {
  return objects::wait_for_event(self_.table(), *self_, os::deadline_after(limit));
}

caf::actor event::address() const { return parallel::address_of(self_); }

std::string event::text() const { return objects::text_of_event(*self_); }

shared::ticket codec<event>::to_wire(const event& value) { return objects::transit::leave(value.self_); }

event codec<event>::from_wire(shared::ticket&& wire) {
  return event{objects::transit::arrive(wire, objects::object_kind::event)};
}

} // namespace troupe

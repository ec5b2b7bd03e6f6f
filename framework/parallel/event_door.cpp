/// The event by messages.
#include "objects/event.hpp"
#include "parallel/kind_doors.hpp"
#include "troupe/event.hpp"

namespace troupe::rooms::parallel {

caf::message_handler event_door(caf::event_based_actor* self, door* at) {
  return {
    [=](const set_event&) { objects::set_event(at->in(), at->entry()); },
    [=](const clear_event&) { objects::clear_event(at->entry()); },
    [=](const is_set&) { return objects::is_event_set(at->entry()); },
    [=](const describe&) { return objects::text_of_event(at->entry()); },
    [=](const wait_for_set&) {
      const std::uint64_t then = objects::event_word(at->entry());
      return at->answer_when(self, [=] { return objects::was_set_since(at->entry(), then); });
    },
  };
}

} // namespace troupe::rooms::parallel

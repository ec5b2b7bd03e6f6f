#include "parallel/answer.hpp"

namespace troupe::rooms::parallel {

// What response_promise::deliver does for values whose types it knows.
void answer(caf::event_based_actor* self, caf::response_promise& promise, caf::message content) {
  if (const caf::strong_actor_ptr asker = promise.source())
    asker->enqueue(self->ctrl(), promise.id().response_id(), std::move(content), self->context());
  promise = {};
}

} // namespace troupe::rooms::parallel

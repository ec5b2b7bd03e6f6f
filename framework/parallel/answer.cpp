#include "parallel/answer.hpp"

#include <utility>

namespace troupe::rooms::parallel {

// What response_promise::deliver does for values whose types it knows.
void answer(caf::event_based_actor* self, caf::response_promise& promise, caf::message content) {
  const caf::response_promise kept = std::exchange(promise, {});
  if (auto stages = kept.stages(); !stages.empty()) {
    const caf::strong_actor_ptr next = std::move(stages.back());
    stages.pop_back();
    next->enqueue(caf::make_mailbox_element(kept.source(), kept.id(), std::move(stages), std::move(content)),
                  self->context());
  } else if (kept.source() != nullptr) {
    kept.source()->enqueue(self->ctrl(), kept.id().response_id(), std::move(content), self->context());
  }
}

} // namespace troupe::rooms::parallel

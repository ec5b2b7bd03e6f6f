/// Answers whose type is known only as data: a message as what it holds, not as one value.
#pragma once

#include "troupe/actor.hpp"

namespace troupe::rooms::parallel {

/// Keeps the promise with the elements of `content` as the answer's own.
void answer(caf::event_based_actor* self, caf::response_promise& promise, caf::message content);

} // namespace troupe::rooms::parallel

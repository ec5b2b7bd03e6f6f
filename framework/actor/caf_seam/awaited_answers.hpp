/// Whether an actor of this process still waits for an answer: CAF knows, and tells nobody.
#pragma once

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// True also where it cannot be known: of blocking actors, and of those with a thread of their own.
/// Threads: the pump, with no handler on the stack.
[[nodiscard]] bool may_await(caf::abstract_actor& who, caf::message_id answer);

} // namespace troupe::rooms::actor

/// CAF's logger, which troupe does not use, is held by every thread that spawned or ran an actor; and
/// the end of the actor system waits, without end, for all of them to let go of it.
#pragma once

#include "troupe/message_hook.hpp"

#include <caf/logger.hpp>

namespace troupe::rooms::actor {

/// By a thread that leaves the actor system for now: the system may end while the thread lives on.
inline void leave_logger() { caf::logger::set_current_actor_system(nullptr); }

} // namespace troupe::rooms::actor

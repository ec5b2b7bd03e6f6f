/// Sending a signal to the process of an actor.
#pragma once

namespace caf {
class actor;
}

namespace troupe::rooms::supervision {

/// As `troupe::kill_process_of`, with any signal.
bool signal_process_of(const caf::actor& who, int number);

} // namespace troupe::rooms::supervision

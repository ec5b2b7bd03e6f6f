/// Messages that ask for nothing, and whose sender must not take them for sent when they are lost.
#pragma once

#include "troupe/actor.hpp"

namespace troupe::rooms::actor {

/// Sends it, in the name of `from`. Gives why it was not sent, if it was not; nothing when `whom` has ended, for who
/// cares about that hears of it. Waits for room as every message does, and where nobody waits it is put aside.
/// Threads: any. Fails: no_resource, invalid_argument (it is too large), mailbox_full, what an encoder throws.
[[nodiscard]] caf::error send_heard(const caf::strong_actor_ptr& from, const caf::actor& whom, caf::message what);

} // namespace troupe::rooms::actor

#include "actor/heard_mail.hpp"

#include "actor/caf_seam/refusal_ear.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::actor {

caf::error send_heard(const caf::strong_actor_ptr& from, const caf::actor& whom, caf::message what) {
  const refusal_ear listens{refusal_ear::when_full::put_aside};
  caf::actor_cast<caf::abstract_actor*>(whom)->enqueue(from, caf::make_message_id(), std::move(what), nullptr);
  return code_of(listens.heard()) == errc::worker_lost ? caf::error{} : listens.heard();
}

} // namespace troupe::rooms::actor

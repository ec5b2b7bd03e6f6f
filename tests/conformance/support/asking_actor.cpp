#include "support/asking_actor.hpp"

#include <utility>

#include <troupe/error.hpp>

namespace troupe::tests {

/// What the thread has left for the actor. The message that says so orders the two.
struct asking_actor::desk {
  std::function<void(event_based_actor*)> job;
};

asking_actor::asking_actor(const caf::actor& whom)
  : whom_(whom), desk_(std::make_shared<desk>()),
    actor_(self_->home_system().spawn([at = desk_](troupe::event_based_actor* self) -> troupe::behavior {
      return {[=](bool) { std::exchange(at->job, {})(self); }};
    })) {}

asking_actor::~asking_actor() { self_->send_exit(actor_, caf::exit_reason::user_shutdown); }

bool asking_actor::run_job(const std::function<void(event_based_actor*, const outcome&)>& job) {
  std::optional<error_value> failure;
  const caf::actor here = self_;
  desk_->job = [&](event_based_actor* actor) {
    job(actor, [&failure, here, actor](const std::optional<error_value>& why) {
      failure = why;
      actor->send(here, true);
    });
  };
  self_->send(actor_, true);
  self_->receive([](bool) {});
  if (failure && code_of(*failure) != errc::timeout)
    throw_error(*failure);
  return !failure;
}

} // namespace troupe::tests

/// A process with one actor: the caller's side of asking for it.
#include <csignal>
#include <optional>

#include "actor/host.hpp"
#include "spawn/spawner.hpp"
#include "supervision/inherited_log.hpp"
#include "supervision/supervisor.hpp"
#include "troupe/error.hpp"
#include "troupe/spawn.hpp"

namespace troupe {

namespace {

using namespace rooms;

caf::actor supervisor_handle() {
  actor::host& here = actor::current_host();
  const supervision::supervisor_place place = supervision::find_supervisor();
  return here.handle_of(place.where, place.actor);
}

/// Waits for the supervisor's answer and throws its error.
template <class Answer, class Request>
Answer ask_supervisor(const Request& request) {
  troupe::self self;
  std::optional<Answer> answer;
  self->request(supervisor_handle(), caf::infinite, request)
    .receive([&](Answer& value) { answer = std::move(value); }, [](const error_value& why) { throw_error(why); });
  return std::move(*answer);
}

} // namespace

namespace hosting {

caf::actor spawn(const order& what) {
  const std::string label{what.label};
  return ask_supervisor<caf::actor>(supervision::spawn_request{
    what.name.empty() ? label : what.name, spawn::place_of(reinterpret_cast<const void*>(what.entry), label),
    what.parameters, supervision::log_to_inherit()});
}

} // namespace hosting

process_info process_of(const caf::actor& who) {
  const mailbox::address where = actor::current_host().address_of(who);
  const mailbox::slot_view view = actor::current_host().mail().where().look(where.slot);
  if (view.incarnation != where.incarnation)
    throw invalid_state("the process of that actor is over, and its place is taken by another");
  return {view.name, where.slot, view.pid};
}

namespace rooms::supervision {

bool signal_process_of(const caf::actor& who, int number) {
  const mailbox::address where = actor::current_host().address_of(who);
  if (where.slot < mailbox::first_worker_slot)
    throw invalid_argument("the actor lives in the program's own process, which cannot be killed this way");
  return ask_supervisor<bool>(signal_request{where.slot, where.incarnation, number});
}

} // namespace rooms::supervision

bool kill_process_of(const caf::actor& who) { return supervision::signal_process_of(who, SIGKILL); }

} // namespace troupe

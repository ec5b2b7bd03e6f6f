/// A process with one actor: the caller's side of asking for it.
#include <csignal>

#include "actor/host.hpp"
#include "mailbox/role.hpp"
#include "spawn/spawner.hpp"
#include "supervision/ask.hpp"
#include "supervision/inherited_log.hpp"
#include "supervision/signal_process.hpp"
#include "supervision/supervisor.hpp"
#include "troupe/error.hpp"
#include "troupe/spawn.hpp"

namespace troupe {

using namespace rooms;

namespace hosting {

caf::actor spawn(const order& what) {
  const std::string label{what.label};
  return supervision::ask_supervisor<caf::actor>(supervision::spawn_request{
    what.name.empty() ? label : what.name, spawn::place_of(reinterpret_cast<const void*>(what.entry), label),
    what.parameters, supervision::log_to_inherit()});
}

} // namespace hosting

namespace {

// Of a role: what runs in it now.
mailbox::address life_of(const caf::actor& who) {
  const mailbox::address where = actor::current_host().address_of(who);
  if (!mailbox::is_role(where))
    return where;
  const mailbox::slot_view view = actor::current_host().mail().where().look(where.slot);
  const bool is_it = view.first_life == mailbox::first_life_of(where) && view.state != mailbox::slot_state::down;
  return {where.slot, is_it ? view.incarnation : 0};
}

} // namespace

process_info process_of(const caf::actor& who) {
  const mailbox::address where = life_of(who);
  const mailbox::slot_view view = actor::current_host().mail().where().look(where.slot);
  if (view.incarnation != where.incarnation)
    throw invalid_state("the process of that actor is over, and its place is taken by another");
  return {view.name, where.slot, view.pid};
}

namespace rooms::supervision {

bool signal_process_of(const caf::actor& who, int number) {
  const mailbox::address where = life_of(who);
  if (where.slot < mailbox::first_worker_slot)
    throw invalid_argument("the actor lives in the program's own process, which cannot be killed this way");
  return supervision::ask_supervisor<bool>(supervision::signal_request{where.slot, where.incarnation, number});
}

} // namespace rooms::supervision

bool kill_process_of(const caf::actor& who) { return supervision::signal_process_of(who, SIGKILL); }

} // namespace troupe

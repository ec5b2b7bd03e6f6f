#include "actor/caf_seam/inline_scheduler.hpp"

#include "actor/caf_seam/printer.hpp"
#include "actor/caf_seam/pump.hpp"

namespace troupe::rooms::actor {

void pump_unit::exec_later(caf::resumable* what) { pump_.make_ready(what); }

void inline_scheduler::enqueue(caf::resumable* what) { pump_.make_ready(what); }

void inline_scheduler::start() { utility_actors_[printer_id] = make_printer(system_); }

// CAF's own hidden actors are told to end just before.
void inline_scheduler::stop() {
  pump_.run_what_is_left();
  clock_.cancel_all();
  caf::anon_send_exit(utility_actors_[printer_id], caf::exit_reason::user_shutdown);
  utility_actors_[printer_id] = nullptr;
}

} // namespace troupe::rooms::actor

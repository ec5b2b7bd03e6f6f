#include "actor/caf_seam/residents.hpp"

namespace troupe::rooms::actor {

// CAF's own handler prints a line and calls every exception sec::runtime_error; here the one who
// asked learns what it was. An actor that sets a handler of its own does so later.
void residents::welcome(caf::scheduled_actor& who) {
  who.set_exception_handler([](std::exception_ptr& thrown) { return make_error(thrown); });
  all_.insert(*who.ctrl());
}

} // namespace troupe::rooms::actor

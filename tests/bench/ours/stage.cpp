#include "ours/stage.hpp"

#include <stdexcept>

namespace bench {
namespace {

// A caller that an earlier measurement has pinned would hand its pin down to all it starts.
const program& unpinned() {
  pin_caller(placement::free);
  return this_program();
}

} // namespace

program& this_program() {
  static program it;
  return it;
}

stage::stage() : system_(unpinned().argc, this_program().argv, {.start = this_program().start}) {}

caf::actor stage::worker() {
  caf::actor out = troupe::spawn(troupe::fn<echo>);
  flush(out);
  return out;
}

std::vector<caf::actor> stage::workers(int count) {
  std::vector<caf::actor> out;
  for (int i = 0; i < count; ++i)
    out.push_back(troupe::spawn(troupe::fn<echo>));
  for (const caf::actor& each : out)
    flush(each);
  return out;
}

void stage::place(const caf::actor& worker, placement where) const {
  pin_caller(where);
  pin_second(troupe::process_of(worker).pid(), where);
}

void stage::fail(const troupe::error_value& why) { throw std::runtime_error("a request failed: " + troupe::text(why)); }

} // namespace bench

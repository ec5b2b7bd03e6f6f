#include "other_unit.hpp"

namespace troupe::tests {

namespace {
behavior same_name(event_based_actor*) {
  return {[](int x) { return x + 100; }};
}
} // namespace

caf::actor spawn_same_name_of_other_unit() { return spawn(fn<same_name>); }

} // namespace troupe::tests

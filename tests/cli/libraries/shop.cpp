// A library of behaviours as a user writes it.
#include <troupe/provides.hpp>

namespace shop {

struct settings {
  std::string path;
  int size = 10;
};
struct clock_state {
  int ticks = 0;
};

troupe::behavior counter(troupe::event_based_actor*, int start) {
  return {[=](int x) { return start + x; }};
}
troupe::behavior clock(troupe::stateful_actor<clock_state>* self, const settings&) {
  return {[=](int x) { return self->state.ticks += x; }};
}

} // namespace shop

const troupe::provides here{troupe::fn<shop::counter>, troupe::fn<shop::clock>};

// refused: troupe: the call gives another number of arguments than the function takes
#include <troupe/troupe.hpp>

troupe::behavior counter(troupe::event_based_actor*, int, int) {
  return {[](int x) { return x; }};
}

caf::actor start() { return troupe::spawn(troupe::fn<counter>, 5); }

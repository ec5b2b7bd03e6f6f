// refused: troupe: a pointer cannot travel to another process
#include <troupe/troupe.hpp>

troupe::behavior counter(troupe::event_based_actor*, int* here) {
  return {[here](int x) { *here = x; }};
}

caf::actor start(int* mine) { return troupe::spawn(troupe::fn<counter>, mine); }

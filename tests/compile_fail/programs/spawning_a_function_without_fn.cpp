// refused: troupe: name the function as troupe::fn<
#include <troupe/troupe.hpp>

troupe::behavior counter(troupe::event_based_actor*, int) {
  return {[](int x) { return x; }};
}

caf::actor start() { return troupe::spawn(counter, 5); }

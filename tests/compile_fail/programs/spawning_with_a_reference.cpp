// refused: troupe: a function in another process cannot change its caller's variable
#include <troupe/troupe.hpp>

troupe::behavior counter(troupe::event_based_actor*, int& here) {
  return {[&here](int x) { here = x; }};
}

caf::actor start(int& mine) { return troupe::spawn(troupe::fn<counter>, mine); }

// refused: troupe: this argument does not convert to the function's parameter
#include <troupe/troupe.hpp>

troupe::behavior counter(troupe::event_based_actor*, int) {
  return {[](int x) { return x; }};
}

caf::actor start() { return troupe::spawn(troupe::fn<counter>, std::string("five")); }

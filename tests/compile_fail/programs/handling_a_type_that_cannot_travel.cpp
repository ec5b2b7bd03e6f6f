// refused: troupe: this type cannot travel to another process
#include <troupe/troupe.hpp>

struct job {
  void (*run)();
};

troupe::behavior worker() {
  return {[](const job& it) { it.run(); }};
}

caf::actor start() { return troupe::spawn(troupe::fn<worker>); }

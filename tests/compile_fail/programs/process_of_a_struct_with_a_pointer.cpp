// refused: troupe: this type cannot travel to another process; make it a plain struct of types that travel
#include <troupe/troupe.hpp>

struct consumer {
  int* where;
  void run() { ++*where; }
};

troupe::process start(int* mine) { return troupe::process{consumer{mine}}; }

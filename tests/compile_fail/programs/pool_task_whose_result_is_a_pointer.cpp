// refused: troupe: this type cannot travel to another process
#include <troupe/pool.hpp>

struct record {
  int* where;
};

record make(int) { return {}; }

record first(troupe::pool& workers) { return workers.apply(troupe::fn<make>, 1); }

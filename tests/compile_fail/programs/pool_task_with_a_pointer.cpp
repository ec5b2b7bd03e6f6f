// refused: troupe: this type cannot travel to another process
#include <troupe/pool.hpp>

struct record {
  int* where;
};

int follow(const record& one) { return *one.where; }

int first(troupe::pool& workers, record one) { return workers.apply(troupe::fn<follow>, one); }

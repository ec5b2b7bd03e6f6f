// refused: troupe: this type cannot travel to another process
#include <troupe/queue.hpp>

struct record {
  int* where;
};

void fill(const troupe::queue<record>& q, int* mine) { q.put(record{mine}); }

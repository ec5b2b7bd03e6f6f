// refused: troupe: a loop over a pool keeps a copy of its range, and this one has none
#include <troupe/pool.hpp>

int square(int x) { return x * x; }

troupe::task_results<int> start(troupe::pool& workers) {
  const int numbers[] = {1, 2, 3};
  return workers.imap(troupe::fn<square>, numbers); // they are gone before it is read
}

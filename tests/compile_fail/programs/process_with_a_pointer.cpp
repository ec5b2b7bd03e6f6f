// refused: troupe: a pointer cannot travel to another process
#include <troupe/troupe.hpp>

void worker(int* here) { ++*here; }

troupe::process start(int* mine) { return troupe::process{troupe::fn<worker>, mine}; }

// refused: troupe: a function in another process cannot change its caller's variable
#include <troupe/troupe.hpp>

void worker(int& here) { ++here; }

troupe::process start(int& mine) { return troupe::process{troupe::fn<worker>, mine}; }

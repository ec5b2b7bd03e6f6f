// refused: troupe: this argument does not convert to the function's parameter
#include <troupe/troupe.hpp>

void worker(int) {}

troupe::process start() { return troupe::process{troupe::fn<worker>, "seven"}; }

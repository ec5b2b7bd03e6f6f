// refused: troupe: the call gives another number of arguments than the function takes
#include <troupe/troupe.hpp>

void worker(int, int) {}

troupe::process start() { return troupe::process{{.daemon = true}, troupe::fn<worker>, 7}; }

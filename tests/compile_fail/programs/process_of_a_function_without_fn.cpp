// refused: troupe: name the function as troupe::fn<
#include <troupe/troupe.hpp>

void worker(int) {}

troupe::process start() { return troupe::process{{.name = "worker 1"}, worker, 7}; }

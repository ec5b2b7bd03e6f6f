// refused: troupe: this argument does not convert to the function's parameter
#include <troupe/pool.hpp>
#include <string>

void prepare(int) {}

void start(const std::string& what) { troupe::pool workers{{.processes = 2, .initializer = {troupe::fn<prepare>, what}}}; }

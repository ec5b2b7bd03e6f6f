// refused: troupe: this argument does not convert to the function's parameter
#include <string>
#include <troupe/pool.hpp>

void prepare(int) {}

void start(const std::string& what) {
  troupe::pool workers{{.processes = 2, .initializer = {troupe::fn<prepare>, what}}};
}

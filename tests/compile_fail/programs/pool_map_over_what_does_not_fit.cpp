// refused: troupe: this argument does not convert to the function's parameter
#include <string>
#include <troupe/pool.hpp>
#include <vector>

int square(int x) { return x * x; }

std::vector<int> squares(troupe::pool& workers, const std::vector<std::string>& all) {
  return workers.map(troupe::fn<square>, all);
}

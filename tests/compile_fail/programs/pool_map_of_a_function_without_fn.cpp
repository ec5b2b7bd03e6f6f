// refused: troupe: name the function as troupe::fn<
#include <troupe/pool.hpp>
#include <vector>

int square(int x) { return x * x; }

std::vector<int> squares(troupe::pool& workers, const std::vector<int>& all) {
  return workers.map({.chunk = 1}, square, all);
}

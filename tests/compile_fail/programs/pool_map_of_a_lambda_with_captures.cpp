// refused: troupe: name the function as troupe::fn<
#include <troupe/pool.hpp>
#include <vector>

std::vector<int> times(troupe::pool& workers, const std::vector<int>& all, int by) {
  return workers.map([by](int x) { return x * by; }, all);
}

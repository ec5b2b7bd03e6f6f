// refused: troupe: name the function as troupe::fn<
#include <troupe/pool_messages.hpp>
#include <vector>

int square(int x) { return x * x; }

troupe::run_tasks squares(const std::vector<int>& all) { return troupe::run_map({.chunk = 1}, square, all); }
